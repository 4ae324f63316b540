/** The icon in the tray: a thin hand for tray-model.ts. */
import { Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import { trayPicture } from './pictures';
import type { TrayAction, TrayIconName, TrayModel, TrayRow } from './tray-model';

/** Pixels by scale factor; Windows scales in smaller steps, macOS has its own measure. */
const sizes: Readonly<Record<string, readonly (readonly [scale: number, pixels: number])[]>> = {
  darwin: [
    [1, 16],
    [2, 32],
  ],
  win32: [
    [1, 16],
    [1.5, 24],
    [2, 32],
    [3, 48],
  ],
};
const linuxSizes = [
  [1, 24],
  [2, 48],
] as const;

/** Shows the model it was last given, in colours that fit the panel, once it has been put into the tray. */
export class TrayIcon {
  readonly #act: (action: TrayAction) => void;
  readonly #themeChanged = () => this.#redraw();
  #tray: Tray | undefined;
  #model: TrayModel | undefined;
  #placed = false;
  #shown = '';

  /** `act` is called with what the person chose. */
  constructor(act: (action: TrayAction) => void) {
    this.#act = act;
    nativeTheme.on('updated', this.#themeChanged);
  }

  show(model: TrayModel): void {
    this.#model = model;
    this.#redraw();
  }

  /**
   * Puts the icon into the tray, which has to be there: Electron finds its way back to one that went away and came again,
   * but never from the older protocol, which it falls back to without one.
   */
  place(): void {
    this.#placed = true;
    this.#redraw();
  }

  close(): void {
    this.#placed = false;
    nativeTheme.off('updated', this.#themeChanged);
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  #redraw(): void {
    if (!this.#model || !this.#placed) return;
    // Call quality changes the state every second; a menu that is open must not be replaced for that.
    const shown = JSON.stringify([this.#model, darkPanel()]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const image = this.#image(this.#model.icon);
    if (this.#tray) this.#tray.setImage(image);
    else {
      this.#tray = new Tray(image);
      this.#tray.on('click', () => this.#act('open'));
    }
    this.#tray.setToolTip(this.#model.tooltip);
    // Always a menu: on Linux there is no other way to see one.
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#model.menu.map(row => this.#item(row))));
  }

  #item(row: TrayRow): MenuItemConstructorOptions {
    if (row === 'separator') return { type: 'separator' };
    const { action, rows } = row;
    // An ampersand would mark a shortcut.
    const label = row.label.replaceAll('&', '&&');
    if (rows) return { label, submenu: rows.map(under => this.#item(under)) };
    return action ? { label, click: () => this.#act(action) } : { label, enabled: false };
  }

  #image(icon: TrayIconName): NativeImage {
    const panel = process.platform === 'darwin' ? 'template' : darkPanel() ? 'dark' : 'light';
    const image = nativeImage.createEmpty();
    for (const [scaleFactor, pixels] of sizes[process.platform] ?? linuxSizes) {
      const picture = trayPicture(`${icon}-${panel}-${pixels}`);
      image.addRepresentation({ scaleFactor, width: pixels, height: pixels, buffer: picture.toPNG() });
    }
    image.setTemplateImage(process.platform === 'darwin');
    return image;
  }
}

/** GNOME's bar is dark in every theme; elsewhere the panel follows it. */
function darkPanel(): boolean {
  if (process.platform === 'win32') return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
  if (/gnome|unity|ubuntu/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '')) return true;
  return nativeTheme.shouldUseDarkColors;
}
