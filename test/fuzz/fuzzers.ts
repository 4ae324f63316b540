/** Every fuzzer there is. */
import { accounts } from './accounts';
import type { Fuzzer } from './fuzzer';
import { phones } from './phones';
import { reading } from './reading';

export const fuzzers: readonly Fuzzer[] = [...reading, ...phones, ...accounts];
