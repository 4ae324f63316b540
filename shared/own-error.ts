/** Errors whose message is ours alone. */

/** `T` itself if it is a closed list of words; `never` for `string` and for patterns with one in them. */
export type Word<T> = T extends string ? (Partial<Record<T, unknown>> extends Record<T, unknown> ? never : T) : T;

/**
 * An error that may be told to a log as it is: its message quotes nobody. Subclasses take what they say as a `Word`, so that
 * the compiler sees to it.
 */
export abstract class OwnError extends Error {
  override name = 'OwnError';
}
