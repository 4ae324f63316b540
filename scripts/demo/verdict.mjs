/** From what the phones say about themselves to what the demonstration says about them. Pure. */

/**
 * @typedef {object} Call One of `calls` in what `--status` prints; times in milliseconds since 1970.
 * @property {string} state
 * @property {number} createdAt
 * @property {number | null} answeredAt
 * @property {number | null} heardAt
 * @property {{ heardHz?: number, receivedLevel?: number, local?: string, remote?: string } | null} statistics
 *
 * @typedef {object} Side What one phone heard, and over which pair of candidates.
 * @property {number | null} hearsHz Null if it hears no tone.
 * @property {number} level 0 (silence) to 1.
 * @property {string | null} local
 * @property {string | null} remote
 *
 * @typedef {object} Report
 * @property {Side} a The caller.
 * @property {Side} b
 * @property {number | null} ringMs From the caller's command to the other phone's ringing.
 * @property {{ a: number | null, b: number | null }} answerToAudioMs From the answer to the first sound.
 */

/**
 * @param {readonly Call[]} a The caller's call, looked at several times.
 * @param {readonly Call[]} b The same of the other phone.
 * @returns {Report}
 */
export function reportOf(a, b) {
  const [lastA, lastB] = [a.at(-1), b.at(-1)];
  const answeredAt = lastB?.answeredAt ?? null;
  return {
    a: sideOf(a),
    b: sideOf(b),
    ringMs: between(lastA?.createdAt, lastB?.createdAt),
    answerToAudioMs: { a: between(answeredAt, lastA?.heardAt), b: between(answeredAt, lastB?.heardAt) },
  };
}

/** @param {readonly Call[]} looks @returns {Side} */
function sideOf(looks) {
  const tones = looks.flatMap(({ statistics }) => statistics?.heardHz ?? []).sort((one, other) => one - other);
  const levels = looks.map(({ statistics }) => statistics?.receivedLevel ?? 0);
  const last = looks.at(-1)?.statistics;
  return {
    hearsHz: rounded(tones[Math.floor(tones.length / 2)], 1),
    level: rounded(Math.max(0, ...levels), 3) ?? 0,
    local: last?.local ?? null,
    remote: last?.remote ?? null,
  };
}

/** @param {number | undefined} value @param {number} digits */
const rounded = (value, digits) => (value === undefined ? null : Number(value.toFixed(digits)));

/** @param {number | null | undefined} from @param {number | null | undefined} to */
const between = (from, to) => (typeof from === 'number' && typeof to === 'number' ? Math.round(to - from) : null);

/**
 * @typedef {object} Expectation
 * @property {number | 'sound' | 'nothing'} a What the caller is to hear: a tone in Hz, anything, or nothing.
 * @property {number | 'sound' | 'nothing'} b
 * @property {boolean} relay Whether media has to go through the relay.
 */

/**
 * @param {Report} report
 * @param {Expectation} expected
 * @returns {string[]} what is not as it should be, for the person; empty if all is
 */
export function shortcomings(report, expected) {
  const names = /** @type {const} */ (['a', 'b']);
  return names.flatMap(name => {
    const hearing = missHeard(report[name], report.answerToAudioMs[name], expected[name]);
    const detour =
      expected.relay && report[name].local !== 'relay'
        ? `goes through ${report[name].local}, not the relay`
        : undefined;
    return [hearing, detour].filter(text => text !== undefined).map(text => `${name.toUpperCase()} ${text}`);
  });
}

/** Of a tone that was asked for: Opus and the measurement stay well within it. */
const TOLERANCE = 0.05;

/**
 * @param {Side} side
 * @param {number | null} firstSound
 * @param {number | 'sound' | 'nothing'} expected
 * @returns {string | undefined}
 */
function missHeard({ hearsHz }, firstSound, expected) {
  if (expected === 'nothing') return hearsHz === null ? undefined : `hears ${hearsHz} Hz of a muted microphone`;
  if (expected === 'sound') return firstSound === null ? 'hears nothing' : undefined;
  if (hearsHz === null) return `hears nothing, not ${expected} Hz`;
  return Math.abs(hearsHz - expected) <= expected * TOLERANCE ? undefined : `hears ${hearsHz} Hz, not ${expected} Hz`;
}

/**
 * @param {Report} report
 * @returns {string} for the person
 */
export function describeReport(report) {
  const line = (/** @type {'a' | 'b'} */ name) => {
    const { hearsHz, level, local, remote } = report[name];
    const tone = hearsHz === null ? 'no tone' : `${hearsHz} Hz`;
    return `${name.toUpperCase()} hears ${tone} at level ${level}, over ${local} to ${remote}; first sound ${milliseconds(report.answerToAudioMs[name])} after the answer`;
  };
  return [`Rang ${milliseconds(report.ringMs)} after the call began`, line('a'), line('b')].join('\n');
}

/** @param {number | null} value */
const milliseconds = value => (value === null ? 'never' : `${value} ms`);
