/** A proxy as it is typed into a form. */
import { proxyTypes, usualProxyPort, type ProxyChoice } from '../shared/proxy';

export const proxyWays = ['system', 'none', ...proxyTypes] as const;

export interface ProxyDraft {
  way: (typeof proxyWays)[number];
  host: string;
  port: string;
  username: string;
  password: string;
}

/** What there is to type into: that of the choice from before; passwords never come back. */
export const proxyDraftOf = (choice: ProxyChoice = 'system'): ProxyDraft =>
  typeof choice === 'string'
    ? { way: choice, host: '', port: '', username: '', password: '' }
    : {
        way: choice.type,
        host: choice.host,
        port: String(choice.port),
        username: choice.username ?? '',
        password: '',
      };

/** Where it listens if the person says nothing; `undefined` where there is none to reach. */
export const usualPortOf = ({ way }: ProxyDraft): number | undefined =>
  way === 'system' || way === 'none' ? undefined : usualProxyPort[way];

/** A port that can be one; none is as good as the usual one. */
export const isPort = (text: string): boolean =>
  /^\d{0,5}$/.test(text.trim()) && (text.trim() === '' || (+text >= 1 && +text <= 65_535));

/** What is wrong with a field, or false. */
export const proxyProblems = {
  host: (draft: ProxyDraft) => usualPortOf(draft) !== undefined && !/^[^\s/@]+$/.test(draft.host.trim()),
  port: (draft: ProxyDraft) => usualPortOf(draft) !== undefined && !isPort(draft.port),
};

/** As a command takes it; nothing for what the system says, which is the usual way. */
export function proxyIn(draft: ProxyDraft): { proxy?: ProxyChoice; proxyPassword?: string } {
  const { way, host, port, username, password } = draft;
  if (way === 'system') return {};
  if (way === 'none') return { proxy: 'none' };
  const name = username.trim();
  return {
    proxy: {
      type: way,
      host: host.trim(),
      port: port.trim() === '' ? usualProxyPort[way] : Number(port),
      ...(name !== '' && { username: name }),
    },
    ...(name !== '' && password !== '' && { proxyPassword: password }),
  };
}
