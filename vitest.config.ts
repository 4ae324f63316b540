import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeout: number, parallel: boolean) => ({
  extends: true as const,
  test: {
    ...{ name, include, testTimeout: timeout, hookTimeout: timeout, fileParallelism: parallel },
    // What is waited for in real windows comes when it comes; a second would be an assertion about the machine.
    ...(name === 'e2e' && { expect: { poll: { timeout: timeout / 4 } } }),
  },
});

export default defineConfig({
  plugins: [vue()],
  test: {
    pool: 'forks',
    // Said here, since what the command line says of it does not reach the projects.
    maxConcurrency: Number(process.env.TSUWA_LANES ?? 1),
    // What docs/protocol.md is made from: see scripts/protocol.mjs.
    setupFiles: process.env.TSUWA_PROTOCOL_RECORDS === undefined ? [] : ['test/protocol/record.ts'],
    projects: [
      project('unit', ['test/{core,shared,main,renderer,scripts}/**/*.test.ts', 'test/*.test.ts'], 30_000, true),
      project('integration', ['test/{xmpp,stock,integration,peers,hostile}/**/*.test.ts'], 60_000, false),
      project('e2e', ['test/{e2e,webrtc}/**/*.test.ts'], 120_000, false),
      project('network', ['test/network/**/*.test.ts'], 120_000, false),
      project('package', ['test/package/**/*.test.ts'], 240_000, false),
      project('audit', ['test/audit/**/*.test.ts'], 120_000, false),
      project('survive', ['test/survive/**/*.test.ts'], 600_000, false),
      project('load', ['test/load/**/*.test.ts'], 900_000, false),
      project('interop', ['test/interop/**/*.test.ts'], 300_000, false),
    ],
  },
});
