import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

// Everything is bundled, so a package holds no node_modules; the targets are those of the oldest runtime in use.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      externalizeDeps: false,
      rolldownOptions: { input: { index: path('main/index.ts') } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node24',
      externalizeDeps: false,
      // A sandboxed preload has to be one CommonJS file.
      rolldownOptions: {
        input: { index: path('main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    plugins: [vue(), tailwindcss()],
    build: {
      outDir: path('out/renderer'),
      target: 'chrome146',
      minify: true,
      rolldownOptions: { input: { index: path('renderer/index.html'), incoming: path('renderer/incoming.html') } },
    },
  },
});
