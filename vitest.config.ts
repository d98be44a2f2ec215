import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Milliseconds. A test that hangs fails; it never holds the whole run up. */
const limits = {
  unit: { testTimeout: 30_000, hookTimeout: 30_000 },
  endToEnd: { testTimeout: 120_000, hookTimeout: 60_000 },
};

export default defineConfig({
  test: {
    teardownTimeout: 20_000,
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'test/unit/**/*.test.ts',
            'test/simulation/**/*.test.ts',
            'test/suites/**/*.test.ts',
            'test/layers/**/*.test.ts',
          ],
          exclude: ['test/unit/renderer/**', 'test/layers/fixture/**'],
          sequence: { groupOrder: 0 },
          ...limits.unit,
        },
      },
      {
        // State classes use runes: compiled for the browser, as the window gets them.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: 'node',
          include: ['test/unit/renderer/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          ...limits.unit,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['build/testing/end-to-end-set-up.ts'],
          // One window at a time: they share a screen, a pointer and two processor cores.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...limits.endToEnd,
        },
      },
    ],
  },
});
