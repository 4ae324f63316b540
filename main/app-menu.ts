/** The menu of the app: out of sight except on macOS, but its keys work everywhere. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { words } from './words';

/** In the language of the moment; `quit` asks before it ends a call. */
export function appMenu(quit: () => void): Menu {
  const development: MenuItemConstructorOptions[] = app.isPackaged ? [] : [{ role: 'viewMenu' }];
  return Menu.buildFromTemplate([
    {
      label: words.app,
      submenu: [
        { role: 'close', label: words.menu.close },
        { label: words.menu.quit, accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
    {
      label: words.menu.edit,
      submenu: [
        { role: 'undo', label: words.menu.undo },
        { role: 'redo', label: words.menu.redo },
        { type: 'separator' },
        { role: 'cut', label: words.menu.cut },
        { role: 'copy', label: words.menu.copy },
        { role: 'paste', label: words.menu.paste },
        { role: 'selectAll', label: words.menu.selectAll },
      ],
    },
    ...development,
  ]);
}
