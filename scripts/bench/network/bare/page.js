/**
 * The floor: a call with nothing but `RTCPeerConnection` and signalling that costs nothing but the way. It warms up what the
 * product warms up, with what the product negotiates, and listens with the product's own probe:
 *
 * - at the start: a certificate;
 * - when it calls or rings: the AudioContext (which plays the tones) and the connection;
 * - at the click, of who calls as of who answers: the microphone. Nobody waits for that of who answers.
 *
 * The plans: `a` as XEP-0353 is written (propose → click → proceed → session-initiate → session-accept), `b` with the offer
 * in the propose, `c` connected while it rings and silent until the click. Candidates trickle in all of them.
 */
import { opusFirst, redundancyFirst } from '../../../../renderer/media/codecs';
import { Listener } from '../../../../renderer/media/listen';

const { connect } = window.require('node:net');
const query = new URLSearchParams(location.search);
const [host, port] = query.get('relay').split(':');
const other = query.get('name') === 'alice' ? 'bob' : 'alice';
const socket = connect({ host, port: Number(port), noDelay: true });

const now = () => performance.timeOrigin + performance.now();
const after = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};
const say = (to, message) => socket.write(`${JSON.stringify({ to, ...message })}\n`);
const certificate = RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });

/** The call there is. */
let call;

class Call {
  /** What was seen, in milliseconds since 1970. */
  times = {};
  #plan;
  #usual;
  #context = new AudioContext({ latencyHint: 'interactive' });
  #element = new Audio();
  #ready;
  #opening;
  #described;
  #listener;
  #early = [];
  #held = [];
  #trickles = false;
  #answered = false;

  constructor({ plan, usual = false }) {
    this.#plan = plan;
    this.#usual = usual;
    this.#ready = this.#prepare();
  }

  async #prepare() {
    const connection = new RTCPeerConnection({
      bundlePolicy: 'balanced',
      rtcpMuxPolicy: 'require',
      certificates: [await certificate],
    });
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (!candidate?.candidate) return;
      if (this.#trickles) say(other, { candidate });
      else this.#held.push(candidate);
    });
    connection.addEventListener('track', ({ track }) => {
      this.#element.srcObject = new MediaStream([track]);
      void this.#element.play();
      const heard = at => {
        this.times.heard = at;
        say('bench', { event: 'heard', times: this.times });
      };
      this.#listener = new Listener(this.#context, track, { after, now, heard });
    });
    return connection;
  }

  /** Opens the microphone, once. */
  #open() {
    this.#opening ??= navigator.mediaDevices
      .getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
      .then(stream => {
        const [track] = stream.getAudioTracks();
        track.enabled = this.#plan !== 'c' || this.#answered;
        return { stream, track };
      });
    return this.#opening;
  }

  /** What the browser negotiates by itself is another row. */
  #prefer(connection) {
    const { codecs } = RTCRtpReceiver.getCapabilities('audio');
    if (!this.#usual) connection.getTransceivers()[0].setCodecPreferences(opusFirst(codecs));
  }

  /** Sends the microphone once it is open. */
  async #speak() {
    const connection = await this.#ready;
    await connection.getSenders()[0].replaceTrack((await this.#open()).track);
  }

  /** As we read it. */
  #read = ({ type, sdp }) => ({ type, sdp: this.#usual ? sdp : redundancyFirst(sdp) });

  async call() {
    this.times.click = now();
    if (this.#plan === 'a') say(other, { propose: { plan: 'a', usual: this.#usual } });
    const [connection, { track, stream }] = await Promise.all([this.#ready, this.#open()]);
    connection.addTrack(track, stream);
    this.#prefer(connection);
    await connection.setLocalDescription();
    if (this.#plan !== 'a') {
      say(other, { propose: { plan: this.#plan, usual: this.#usual, offer: connection.localDescription } });
      this.#trickle();
    }
    this.#described = true;
    if (this.#answered) this.proceed();
  }

  /** They have answered; by plan a only now they get the offer. */
  async proceed() {
    this.#answered = true;
    if (!this.#described) return;
    const connection = await this.#ready;
    (await this.#open()).track.enabled = true;
    if (this.#plan !== 'a') return;
    say(other, { description: connection.localDescription });
    this.#trickle();
  }

  async ring(offer) {
    this.times.rang = now();
    say('bench', { event: 'rang', times: this.times });
    if (!offer) return;
    await this.#take(offer);
    if (this.#plan !== 'c') return;
    await this.#answer();
    await this.#speak();
  }

  async answer() {
    this.times.click = now();
    this.#answered = true;
    if (this.#plan !== 'b') say(other, { proceed: true });
    const opening = this.#open();
    if (this.#plan === 'b') {
      await this.#answer();
      await this.#speak();
    } else (await opening).track.enabled = true;
  }

  async describe(description) {
    await this.#take(description);
    if (description.type !== 'offer') return;
    await this.#answer();
    await this.#speak();
  }

  async candidate(candidate) {
    const connection = await this.#ready;
    if (connection.remoteDescription) await connection.addIceCandidate(candidate);
    else this.#early.push(candidate);
  }

  async #take(description) {
    const connection = await this.#ready;
    await connection.setRemoteDescription(this.#read(description));
    if (description.type === 'offer') {
      connection.getTransceivers()[0].direction = 'sendrecv';
      this.#prefer(connection);
    }
    for (const candidate of this.#early.splice(0)) await connection.addIceCandidate(candidate);
  }

  async #answer() {
    const connection = await this.#ready;
    await connection.setLocalDescription();
    say(other, { description: connection.localDescription });
    this.#trickle();
  }

  #trickle() {
    this.#trickles = true;
    for (const candidate of this.#held.splice(0)) say(other, { candidate });
  }

  /** For the rows about sound alone: nothing is sent any more. */
  async mute() {
    (await this.#open()).track.enabled = false;
  }

  /** Samples received and concealed so far (W3C webrtc-stats §8.4). */
  async samples() {
    const connection = await this.#ready;
    const stats = [...(await connection.getStats()).values()];
    const { totalSamplesReceived: received, concealedSamples: concealed } = stats.find(
      ({ type }) => type === 'inbound-rtp',
    );
    return { received, concealed };
  }

  async close() {
    const connection = await this.#ready;
    this.#listener?.close();
    this.#element.srcObject = null;
    connection.close();
    (await this.#opening)?.track.stop();
    await this.#context.close();
  }
}

async function take(message) {
  if (message.do === 'call') await (call = new Call(message)).call();
  else if (message.do === 'answer') await call.answer();
  else if (message.do === 'mute') await call.mute();
  else if (message.do === 'samples') say('bench', { event: 'samples', samples: await call.samples() });
  else if (message.do === 'close') {
    await call?.close();
    call = undefined;
    say('bench', { event: 'closed' });
  } else if (message.propose) await (call = new Call(message.propose)).ring(message.propose.offer);
  else if (message.proceed) await call?.proceed();
  else if (message.description) await call?.describe(message.description);
  else if (message.candidate) await call?.candidate(message.candidate);
}

let text = '';
socket.on('data', chunk => {
  text += String(chunk);
  const lines = text.split('\n');
  text = lines.pop() ?? '';
  for (const line of lines)
    take(JSON.parse(line)).catch(error => say('bench', { event: 'failed', message: String(error) }));
});
socket.on('connect', () => socket.write(`${query.get('name')}\n`));
