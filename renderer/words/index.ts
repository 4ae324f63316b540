/** Every word the person reads. The messages are in `shared/words`; which of them fits is decided here. */
export { callAloud, phaseInWords, remarksOn, type Remark, type Speaking } from './call';
export { connectionInWords, nextTryInWords } from './connection';
export {
  clockTime,
  dayInWords,
  minutesOf,
  preciseDate,
  preciseTime,
  timeInWords,
  weekdays,
  whenInWords,
} from './dates';
export { endInWords, endWords } from './ending';
export { candidateInWords, offsetInWords, pairInWords, stanzaAloud } from './inspector';
export { keyInWords, keysInWords } from './keys';
export { perLocale, speak, spoken, words } from './language';
export { measuresInWords, millisecondsInWords } from './measures';
export { outcomeInWords, pastCallAloud } from './recents';
export { listed, sentence, type Advice, type Choice } from './sentences';
export { turnedAwayInWords } from './turned-away';
export { expectationInWords, networkReport, serverInWords, serverName } from './trial';
