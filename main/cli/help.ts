/** What `--help` prints. */
export const help = `Tsuwa: voice calls over XMPP

Usage: tsuwa [options] [LINK]

  --call ADDRESS      Call an address or an xmpp: link; the window asks before it dials
  --from ADDRESS      With --call: the account that calls, where there are several
  --yes               With --call: dial without asking. With --quit: even during a call
  --answer            Answer the call that rings
  --decline           Decline the call that rings
  --hangup            Hang up the current call
  --mute, --unmute    Switch the microphone of the current call off or on
  --do-not-disturb on|off|toggle
                      Let calls ring or not
  --status            Print connection and calls as JSON
  --quit              End the Tsuwa that runs
  --hidden            Start without showing the window
  --profile DIR       Keep settings and log in DIR; every profile is a Tsuwa of its own
  --provision FILE    Add the account in a JSON file, or sign in with it anew: jid, password and, if needed,
                      host, port, caFile, proxy. The file is read once and left as it is
  --relay-only        Let calls go through a relay only, so that no peer learns this address
  --measure-audio     Measure the tone that is heard (for tests)
  --help, --version   Print this text or the version

Exit codes:
  0  done
  2  the command line is wrong
  3  Tsuwa is not running
  4  Tsuwa is not online
  5  there is no such call
  6  refused or failed
`;
