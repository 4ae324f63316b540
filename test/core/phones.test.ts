/** The phones of a person with two accounts: one microphone and one ear for the calls of both. */
import { describe, expect, test } from 'vitest';
import { TRANSFER } from '../../main/core/protocol/namespaces';
import { answer, offer } from './support/media';
import { Bench, device, ids, peer, self } from './support/phone';

const work = 'me@work.example/desk';
const nurse = 'nurse@capulet.example';

/** Two phones that know of each other. */
function both(): { home: Bench; office: Bench } {
  const [home, office] = [new Bench(), new Bench()];
  office.self = work;
  home.others = [office.phone];
  office.others = [home.phone];
  return { home, office };
}

const propose = (bench: Bench, id: string, from = device) =>
  bench.hear({ step: 'propose', id, media: ['audio'] }, { from });

/** Somebody called, and we talk with them. */
function talking(bench: Bench, id: string, from = device): void {
  propose(bench, id, from);
  bench.phone.accept(id, 'hold');
  bench.offer(id, from);
  bench.phone.signal(id, [answer()]);
  bench.phone.media(id, 'connected');
}

describe('calls of two accounts', () => {
  test('answering with one puts the call of the other on hold', () => {
    const { home, office } = both();
    talking(home, ids.low);
    talking(office, ids.middle);
    expect([home.call, office.call]).toMatchObject([
      { phase: 'active', held: true },
      { phase: 'active', held: false },
    ]);
  });

  test('answering with one ends the call of the other, if the person wants that', () => {
    const { home, office } = both();
    talking(home, ids.low);
    propose(office, ids.middle);
    office.phone.accept(ids.middle, 'end');
    expect(home.call).toMatchObject({ phase: 'ended' });
    expect(office.call.phase).toBe('accepting');
  });

  test('coming back to one puts the other on hold, and holding one leaves the other', () => {
    const { home, office } = both();
    talking(home, ids.low);
    talking(office, ids.middle);
    home.phone.hold(ids.low, false);
    expect([home.call.held, office.call.held]).toEqual([false, true]);
    home.phone.hold(ids.low, true);
    expect([home.call.held, office.call.held]).toEqual([true, true]);
  });

  test('calling from one puts the call of the other on hold, and what rings goes on ringing', () => {
    const { home, office } = both();
    talking(home, ids.low);
    propose(home, ids.high, 'nurse@capulet.example/kitchen');
    office.phone.place(ids.middle, peer, offer());
    expect(home.phone.calls().map(({ id, phase, held }) => [id, phase, held])).toEqual([
      [ids.high, 'ringing', false],
      [ids.low, 'active', true],
    ]);
  });

  test('two cannot be placed at once, by whichever accounts', () => {
    const { home, office } = both();
    home.phone.place(ids.low, peer, offer());
    expect(() => office.phone.place(ids.middle, nurse, offer())).toThrow('busy');
  });

  test('a call of one makes the other busy, if the person wants that', () => {
    const { home, office } = both();
    office.preferences = { ...office.preferences, autoBusy: true };
    talking(home, ids.low);
    propose(office, ids.middle);
    expect(office.call).toMatchObject({ phase: 'ended', end: 'busy' });
    expect(office.said()).toEqual([['reject', device]]);
  });

  test('what rings for one counts for the other: a sixth caller is turned down', () => {
    const { home, office } = both();
    for (const at of [1, 2, 3, 4, 5])
      propose(at % 2 === 0 ? home : office, `${at}0000000-0000-4000-8000-000000000000`, `caller${at}@example.test/x`);
    propose(office, '60000000-0000-4000-8000-000000000000', 'caller6@example.test/x');
    expect(office.call).toMatchObject({ phase: 'ended', end: 'busy' });
    expect(home.phone.calls().every(({ phase }) => phase === 'ringing')).toBe(true);
  });

  test('an id belongs to one call: what comes with that of another account’s gets another', () => {
    const { home, office } = both();
    talking(home, ids.low);
    propose(office, ids.low, 'nurse@capulet.example/kitchen');
    expect(office.call.id).not.toBe(ids.low);
    expect(home.call.id).toBe(ids.low);
    expect(() => office.phone.place(ids.low, 'paris@example.test', offer())).toThrow('this call exists');
  });
});

describe('a call from one account to the other', () => {
  /** Home calls work, where it rings. */
  function ringing(): { home: Bench; office: Bench; there: string } {
    const { home, office } = both();
    home.phone.place(ids.low, 'me@work.example', offer());
    propose(office, ids.low, self);
    return { home, office, there: office.call.id };
  }

  test('is two calls, and answering does not end its other end', () => {
    const { home, office, there } = ringing();
    expect(there).not.toBe(ids.low);
    office.phone.accept(there, 'hold');
    home.hear({ step: 'proceed', id: ids.low }, { from: work });
    expect(home.asked()).toEqual([['session-initiate', work]]);
    expect([home.call.phase, office.call.phase]).toEqual(['connecting', 'accepting']);
  });

  test('is not refused as busy because of its own other end', () => {
    const { home, office } = both();
    office.preferences = { ...office.preferences, autoBusy: true };
    home.phone.place(ids.low, 'me@work.example', offer());
    propose(office, ids.low, self);
    expect(office.call.phase).toBe('ringing');
  });
});

describe('handing a call of one account to that of the other', () => {
  test('names the session of the other by the address that has it', () => {
    const { home, office } = both();
    home.features.set(device, new Set([TRANSFER]));
    talking(home, ids.low);
    talking(office, ids.middle, 'nurse@capulet.example/kitchen');
    home.asked();
    home.phone.join(ids.low, ids.middle);
    expect(home.request).toMatchObject({
      to: device,
      jingle: {
        action: 'session-info',
        transfer: { to: 'nurse@capulet.example/kitchen', from: work, sid: ids.middle },
      },
    });
  });

  test('needs a call that somebody talks in', () => {
    const { home, office } = both();
    home.features.set(device, new Set([TRANSFER]));
    talking(home, ids.low);
    propose(office, ids.middle, 'nurse@capulet.example/kitchen');
    expect(() => home.phone.join(ids.low, ids.middle)).toThrow('bad-request');
    expect(() => home.phone.join(ids.low, ids.high)).toThrow('no-such-call');
  });
});
