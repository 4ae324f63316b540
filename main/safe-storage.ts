/** Electron's safeStorage as the secrets see it. */
import { safeStorage } from 'electron';
import type { SafeStorage } from './secrets';

/** Electron 42 brought calls that do not block the app while a keyring asks to be unlocked; older ones have to block. */
const waits = typeof safeStorage.encryptStringAsync === 'function';

export const systemSafeStorage: SafeStorage = {
  likely: () =>
    // A fixed key is as good as none: with `basic_text` the system only pretends to encrypt.
    process.platform !== 'linux' || !/basic_text|unknown/.test(safeStorage.getSelectedStorageBackend()),
  async available() {
    if (!this.likely()) return false;
    return waits ? safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable();
  },
  async encrypt(text) {
    return waits ? safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
  },
  async decrypt(sealed) {
    return waits ? (await safeStorage.decryptStringAsync(sealed)).result : safeStorage.decryptString(sealed);
  },
};
