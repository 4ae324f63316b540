/** The places of the app; one is shown at a time, and a call can cover any of them. */
export const places = ['contacts', 'recents', 'keypad', 'settings'] as const;
export type Place = (typeof places)[number];
