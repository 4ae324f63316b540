/** Where this folder says what it does; never with an address, a password or the text of a stanza. */
export interface Log {
  /** Changes of state. */
  info(text: string): void;
  warn(text: string): void;
  /** Traffic. */
  debug(text: string): void;
}
