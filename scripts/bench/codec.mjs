/**
 * Jingle and SDP: how often in a second a session-initiate that came as text becomes the description for WebRTC, and how
 * often one of WebRTC becomes text. Beside it the library `stanza` does the same, and the library that the connection is built
 * on does half of the reading: the XML. Ours refuses what is malformed, which neither of the others does.
 */
import { xml } from '@xmpp/client';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { median, quarters } from './network/statistics.mjs';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(root, 'test', 'fixtures');
/** The rival, which nothing but this needs. */
const STANZA = 'stanza@12.22.1';
const ROUNDS = 9;
const ROUND_MS = 250;
const ICE = 'urn:xmpp:jingle:transports:ice-udp:1';

/** @param {string} path @returns {Promise<any>} */
const ours = async path => (await runnerImport(join(root, 'main', path), { configFile: false })).module;

/** Of the real Dino, as it came. */
function sessionInitiate() {
  const log = readFileSync(join(fixtures, 'dino', 'dino-call.xml'), 'utf8');
  const [, stanza = ''] = /<s [^>]*>(<iq(?:(?!<\/iq>)[^])*session-initiate[^]*?<\/iq>)/.exec(log) ?? [];
  return stanza.replace('<iq', "<iq xmlns='jabber:client'");
}

/** @returns {Promise<import('./row').Row[]>} */
export async function run() {
  const stanza = sessionInitiate();
  const sdp = readFileSync(join(fixtures, 'sdp', 'electron-41-audio-offer.sdp'), 'utf8');
  const reading = {
    ours: await readingByUs(stanza),
    'the library of XML': await readingByLibrary(stanza),
    stanza: undefined,
  };
  // An element that the library has written it remembers as text: that is nothing to compare with.
  const writing = { ours: await writingByUs(sdp), 'the library of XML': undefined, stanza: undefined };
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
  try {
    const rival = byStanza(folder, stanza, sdp);
    const all = {
      'a session-initiate to SDP': { ...reading, stanza: rival?.read },
      'SDP to a session-initiate': { ...writing, stanza: rival?.write },
    };
    return Object.entries(all).flatMap(([what, ways]) => rowsOf(what, ways));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} text */
async function readingByLibrary(text) {
  // A part of the library that it keeps to itself.
  const { Parser } = await import(createRequire(import.meta.resolve('@xmpp/client')).resolve('@xmpp/xml'));
  return () => {
    const parser = new Parser();
    let read = false;
    parser.on('end', () => (read = true));
    parser.write(text);
    if (!read) throw new Error('Nothing was read.');
  };
}

/** @param {string} text */
async function readingByUs(text) {
  const [{ StreamParser }, { jingle }, { describedBy, linesOf }, { toSdp }] = await Promise.all(
    ['xmpp/parser.ts', 'core/protocol/xep0166.ts', 'core/jingle/description.ts', 'core/jingle/sdp.ts'].map(ours),
  );
  /** @type {any} */
  let read;
  const parser = new StreamParser();
  parser.on('element', (/** @type {unknown} */ element) => (read = element));
  parser.write("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
  return () => {
    parser.write(text);
    const description = describedBy(jingle.decode(read.getChild('jingle')), 'offer');
    if (typeof description === 'string') throw new Error(description);
    toSdp(description, 'initiator', linesOf(description));
  };
}

/** @param {string} sdp */
async function writingByUs(sdp) {
  const [{ serialize }, { jingle }, { forPeers }, { fromSdp }] = await Promise.all(
    ['xmpp/serialize.ts', 'core/protocol/xep0166.ts', 'core/jingle/description.ts', 'core/jingle/sdp.ts'].map(ours),
  );
  const request = () => {
    const { contents, groups } = forPeers(fromSdp(sdp, 'initiator'));
    const said = jingle.encode({ action: 'session-initiate', sid: 's', initiator: 'a@b.example/c', contents, groups });
    return xml('iq', { type: 'set', id: '1', to: 'd@b.example/e' }, said);
  };
  return () => void serialize(request());
}

/**
 * @param {string} folder
 * @param {string} stanza
 * @param {string} sdp
 * @returns {{ read: () => void, write: () => void } | undefined} nothing where it cannot be had
 */
function byStanza(folder, stanza, sdp) {
  try {
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, STANZA];
    execFileSync('npm', words, { stdio: 'ignore', env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined } });
  } catch {
    console.log(`${STANZA} cannot be had here, and is left out.`);
    return undefined;
  }
  const load = createRequire(join(folder, 'package.json'));
  const { Registry, parse } = load('stanza/jxt');
  const { importFromSDP, exportToSDP } = load('stanza/jingle');
  const { convertRequestToIntermediate, convertIntermediateToRequest } = load('stanza/jingle/sdp/Protocol');
  const registry = new Registry();
  registry.define(load('stanza/protocol').default);
  return {
    read: () => {
      const { jingle } = registry.import(parse(stanza), { acceptLanguages: ['*'] });
      exportToSDP(convertRequestToIntermediate(jingle, 'responder'));
    },
    write: () => {
      const jingle = convertIntermediateToRequest(importFromSDP(sdp), 'initiator', ICE);
      const said = { ...jingle, action: 'session-initiate', sid: 's', initiator: 'a@b.example/c' };
      void String(registry.export('iq', { type: 'set', id: '1', to: 'd@b.example/e', jingle: said }));
    },
  };
}

/**
 * @param {string} what
 * @param {Readonly<Record<'ours' | 'the library of XML' | 'stanza', (() => void) | undefined>>} ways
 * @returns {import('./row').Row[]}
 */
function rowsOf(what, { ours: own, ...others }) {
  if (!own) return [];
  const rates = perSecond(own);
  return Object.entries(others).flatMap(([plain, way]) =>
    way === undefined
      ? []
      : {
          ...{ what: `codec, ${what}`, unit: /** @type {const} */ ('/s'), plain, limitMs: Infinity },
          ...{ ms: median(rates), spread: quarters(rates), runs: rates.length, plainMs: median(perSecond(way)) },
        },
  );
}

/** How often `work` is done in a second, in each of several rounds. @param {() => void} work */
function perSecond(work) {
  const round = () => {
    const end = performance.now() + ROUND_MS;
    let done = 0;
    for (; performance.now() < end; done += 1) work();
    return (done * 1000) / ROUND_MS;
  };
  round(); // what runs for the first time is compiled
  return Array.from({ length: ROUNDS }, round);
}
