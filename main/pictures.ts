/// <reference types="vite/types/importMeta.d.ts" />
/** The icons, built into the bundle so that they are there wherever the app is. */
import { nativeImage, type NativeImage } from 'electron';

const tray = import.meta.glob<string>('../build/icons/tray/*.png', {
  eager: true,
  query: '?inline',
  import: 'default',
});
const app = import.meta.glob<string>('../build/icons/app/256x256.png', {
  eager: true,
  query: '?inline',
  import: 'default',
});

/** The picture of the tray called `name`, such as `online-dark-24`. */
export const trayPicture = (name: string): NativeImage => picture(tray[`../build/icons/tray/${name}.png`]);

/** The icon of the app. */
export const appPicture = (): NativeImage => picture(app['../build/icons/app/256x256.png']);

const picture = (url: string | undefined): NativeImage =>
  url === undefined ? nativeImage.createEmpty() : nativeImage.createFromDataURL(url);
