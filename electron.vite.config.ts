import { cp } from 'node:fs/promises';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;

/** The practice studio's photographs lie beside its bundle, which finds them by `new URL('samples/', import.meta.url)`. */
const practiceSamples = {
  name: 'clipdesk:practice-samples',
  async closeBundle() {
    await cp(resolve(here, 'src/main/practice/samples'), resolve(here, 'out/main/samples'), {
      recursive: true,
    });
  },
};

export default defineConfig({
  main: {
    plugins: [practiceSamples],
    build: {
      // Packaging reads from it which chunks belong to which entry.
      manifest: true,
      // Drives the Chromium window only: never bundled, and not there in the packaged application.
      externalizeDeps: { include: ['puppeteer-core'] },
      rollupOptions: {
        // Three front ends on the same services: the product, its stand-in window, the command line.
        input: {
          index: resolve(here, 'src/main/index.ts'),
          app: resolve(here, 'src/main/app.ts'),
          chromium: resolve(here, 'src/main/chromium.ts'),
          cli: resolve(here, 'src/main/cli.ts'),
          'compare-worker': resolve(here, 'src/main/compare-worker.ts'),
          'inspect-worker': resolve(here, 'src/main/inspect-worker.ts'),
          'look-worker': resolve(here, 'src/main/look-worker.ts'),
          'register-worker': resolve(here, 'src/main/register-worker.ts'),
          'practice-worker': resolve(here, 'src/main/practice-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can load nothing but Electron's own modules: one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [svelte({ configFile: false })],
    build: {
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
      assetsInlineLimit: 0,
      minify: true,
    },
  },
});
