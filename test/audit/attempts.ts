/** What a page that has gone bad would try, as its own code; handed to the page as it is, so nothing here refers to anything else. */

/** What became of an attempt: `done`, or the name of the error that it ended with. */
export type Ended = string;

/** Runs the attempt called `name` as the page's own code: what a debugger runs itself is free of the page's policy. */
export function attempt({ name, url }: { name: string; url: string }): Promise<Ended> {
  const add = <K extends keyof HTMLElementTagNameMap>(tag: K, set: (element: HTMLElementTagNameMap[K]) => void) =>
    new Promise<void>((resolve, reject) => {
      const element = document.createElement(tag);
      element.addEventListener('load', () => resolve());
      element.addEventListener('loadeddata', () => resolve());
      element.addEventListener('error', () => reject(new Error('refused')));
      document.addEventListener('securitypolicyviolation', () => reject(new DOMException('', 'PolicyError')), {
        once: true,
      });
      set(element);
      document.body.append(element);
      setTimeout(() => reject(new Error('nothing happened')), 400);
    });
  const flagged = async (plant: () => void) => {
    Reflect.deleteProperty(globalThis, 'taken');
    plant();
    await new Promise(resolve => setTimeout(resolve, 100));
    if (!('taken' in globalThis)) throw new Error('refused');
  };
  const granted = async (permission: string) => {
    if (permission !== 'granted') throw new Error('refused');
  };
  const socket = (open: EventTarget) =>
    new Promise<void>((resolve, reject) => {
      open.addEventListener('open', () => resolve());
      open.addEventListener('error', () => reject(new Error('refused')));
    });
  const device = (kind: string) => async () => {
    const found: unknown = Reflect.get(navigator, kind);
    const ask: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'requestDevice') : undefined;
    if (typeof ask !== 'function') throw new Error('there is none');
    await Reflect.apply(ask, found, [{ filters: [], acceptAllDevices: true }]);
  };
  const attempts: Record<string, () => unknown> = {
    eval: (): unknown => (0, eval)('1'),
    'new Function': (): unknown => Reflect.construct(Function, ['return 1']),
    'a timer with text': () => flagged(() => void Reflect.apply(setTimeout, globalThis, ['globalThis.taken = 1', 0])),
    innerHTML: () => (document.createElement('div').innerHTML = '<b></b>'),
    'document.write': () => {
      const write: unknown = Reflect.get(document, 'write');
      if (typeof write === 'function') Reflect.apply(write, document, ['<b></b>']);
    },
    'an inline script': () =>
      flagged(() =>
        document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.taken = 1' })),
      ),
    'an inline handler': () =>
      flagged(() => {
        const button = document.createElement('button');
        button.setAttribute('onclick', 'globalThis.taken = 1');
        document.body.append(button);
        button.click();
        button.remove();
      }),
    'a javascript: address': () =>
      flagged(() => {
        const link = Object.assign(document.createElement('a'), { href: 'javascript:globalThis.taken=1' });
        document.body.append(link);
        link.click();
        link.remove();
      }),
    'a module of text': () =>
      flagged(() => {
        const script = Object.assign(document.createElement('script'), { type: 'module' });
        script.src = 'data:text/javascript,globalThis.taken=1';
        document.body.append(script);
      }),
    'a worker of text': () => {
      const blob = new Blob(['1'], { type: 'text/javascript' });
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(blob));
        worker.addEventListener('error', () => reject(new Error('refused')));
        setTimeout(resolve, 300);
      });
    },
    'a service worker': () => navigator.serviceWorker.register('/index.html'),
    'a foreign script': () => add('script', element => (element.src = `${url}script`)),
    'a foreign request': () => fetch(url),
    'a foreign request without reading': () => fetch(url, { mode: 'no-cors', method: 'POST', body: 'x' }),
    'a file': () => fetch('file:///etc/passwd'),
    'a foreign socket': () => socket(new WebSocket(url.replace('http', 'ws'))),
    'a stream of events': () => socket(new EventSource(url)),
    'a foreign picture': () => add('img', element => (element.src = `${url}picture`)),
    'a foreign style': () => add('link', element => Object.assign(element, { rel: 'stylesheet', href: `${url}style` })),
    'a foreign sound': () => add('audio', element => (element.src = `${url}sound`)),
    'a foreign film': () => add('video', element => (element.src = `${url}film`)),
    'a foreign font': () => new FontFace('x', `url(${url}font)`).load(),
    'a foreign frame': () => {
      // One that is refused is said to have loaded as well: with a page that says so.
      const refusal = new Promise<void>((_, reject) =>
        document.addEventListener('securitypolicyviolation', () => reject(new DOMException('', 'PolicyError')), {
          once: true,
        }),
      );
      document.body.append(Object.assign(document.createElement('iframe'), { src: `${url}frame` }));
      return Promise.race([refusal, new Promise(resolve => setTimeout(resolve, 2_000))]);
    },
    'a foreign object': () => add('object', element => (element.data = `${url}object`)),
    'a frame of text': () =>
      flagged(() =>
        document.body.append(
          Object.assign(document.createElement('iframe'), { src: 'data:text/html,<script>parent.taken=1</script>' }),
        ),
      ),
    'an embedded browser': async () => {
      const view = document.createElement('webview');
      view.setAttribute('src', url);
      document.body.append(view);
      await new Promise(resolve => setTimeout(resolve, 200));
      if (!('getWebContentsId' in view)) throw new Error('refused');
    },
    'a foreign form': async () => {
      const form = Object.assign(document.createElement('form'), { action: `${url}form`, method: 'post' });
      document.body.append(form);
      form.submit();
      await new Promise(resolve => setTimeout(resolve, 200));
      throw new Error('refused');
    },
    'a beacon': async () => {
      navigator.sendBeacon(`${url}beacon`, 'x');
      await new Promise(resolve => setTimeout(resolve, 200));
      throw new Error('refused');
    },
    'another base': async () => {
      document.head.append(Object.assign(document.createElement('base'), { href: url }));
      if (!document.baseURI.startsWith(url)) throw new Error('refused');
    },
    'a window': () => {
      if (!window.open(url)) throw new Error('refused');
    },
    'a link into a window': async () => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      await new Promise(resolve => setTimeout(resolve, 200));
      throw new Error('refused');
    },
    'leaving the page': async () => {
      location.href = url;
      await new Promise(resolve => setTimeout(resolve, 300));
      throw new Error('refused');
    },
    'a file for the downloads': async () => {
      const href = URL.createObjectURL(new Blob(['x']));
      Object.assign(document.createElement('a'), { href, download: 'x.desktop' }).click();
      await new Promise(resolve => setTimeout(resolve, 200));
      throw new Error('refused');
    },
    camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
    'microphone and camera': () => navigator.mediaDevices.getUserMedia({ audio: true, video: true }),
    microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
    screen: () => navigator.mediaDevices.getDisplayMedia(),
    notifications: async () => granted(await Notification.requestPermission()),
    'the clipboard’s content': () => navigator.clipboard.readText(),
    'the place': () =>
      new Promise((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(resolve, () => reject(new Error('refused'))),
      ),
    'instruments (MIDI)': () => navigator.requestMIDIAccess(),
    'devices on the bus (USB)': device('usb'),
    'devices in the air (Bluetooth)': device('bluetooth'),
    'the whole screen for itself': () => document.documentElement.requestFullscreen(),
  };
  return new Promise(resolve => {
    setTimeout(() => {
      Promise.resolve()
        .then(() => attempts[name]?.())
        .then(
          () => resolve(name in attempts ? 'done' : 'no such attempt'),
          (error: unknown) => resolve(error instanceof Error || error instanceof DOMException ? error.name : 'refused'),
        );
    });
  });
}
