/** With what a call looks for its way: the servers it may ask, and which of our addresses it may show. Pure. */
import { knownTo } from '../../shared/accounts';
import type { Contact } from '../../shared/contact';
import type { AccountState, PhoneState } from '../../shared/ipc';
import { toBare } from '../../shared/jid';
import type { IceServer } from '../../shared/media';
import { privacyFor } from '../../shared/privacy';

/** The part of an `RTCConfiguration` that ICE uses. */
export type Ice = Pick<AccountState, 'iceServers'> & Pick<PhoneState, 'iceTransportPolicy'>;

/**
 * What holds for a call of `account` with `peer`: the servers of that account, and relays only, if the phone or the peer's
 * privacy says so (RFC 8828 §5.2, mode 4).
 */
export function iceFor(
  {
    accounts,
    iceTransportPolicy,
    preferences,
    privacyOf,
  }: Pick<PhoneState, 'iceTransportPolicy' | 'preferences' | 'privacyOf'> & {
    accounts: readonly Pick<AccountState, 'address' | 'iceServers' | 'gateways'>[];
  },
  contacts: readonly Contact[],
  peer: string | undefined,
  account: string | undefined,
): Ice {
  const address = peer === undefined ? undefined : toBare(peer);
  const caller = accounts.find(known => known.address === account);
  const privacy = privacyFor(address, {
    contacts: knownTo(account ?? '', contacts),
    gateways: caller?.gateways ?? [],
    privacyOf,
    defaults: preferences.privacy,
  });
  const hidden = iceTransportPolicy === 'relay' || privacy === 'relay';
  return { iceServers: caller?.iceServers ?? [], iceTransportPolicy: hidden ? 'relay' : 'all' };
}

/** Servers that `RTCPeerConnection` takes: one that it refuses would cost the whole call (WebRTC 1.0 §4.4.1.1). */
export const usable = (servers: readonly IceServer[]): RTCIceServer[] =>
  servers.flatMap(({ urls, username, credential }) => {
    if (/^stuns?:[^\s?@/]+$/i.test(urls)) return [{ urls }];
    if (!/^turns?:[^\s?@/]+(\?transport=(udp|tcp))?$/i.test(urls)) return [];
    return username === undefined || credential === undefined ? [] : [{ urls, username, credential }];
  });

/** Whether one of the servers can relay. */
export const offersRelay = (servers: readonly IceServer[]): boolean =>
  usable(servers).some(({ urls }) => [urls].flat().some(isRelay));

/** Whether `url` is that of a TURN server (RFC 7065). */
export const isRelay = (url: string): boolean => /^turns?:/i.test(url);
