/** The order of names as a reader of the chosen language expects it. */
import { perLocale } from './words';

/** One collator for each language: another object means another order. */
export const nameOrder = perLocale(locale => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }));
