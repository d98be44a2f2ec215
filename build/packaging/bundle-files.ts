import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Vite's build manifest, as far as it is read here: one entry per chunk, its imports named by their keys. */
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    name: z.string().optional(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
    assets: z.array(z.string()).default([]),
  }),
);

export type Manifest = z.infer<typeof manifestSchema>;

/** The main-process entries that ship. Left out: `chromium`, the stand-in window of those without Electron. */
export const shippedEntries = [
  'index',
  'app',
  'cli',
  'compare-worker',
  'inspect-worker',
  'look-worker',
  'register-worker',
  'practice-worker',
] as const;

/**
 * The files that the shipped entries reach by imports of any kind; a chunk only the others need is not among them.
 * @returns paths relative to `out/main`, sorted
 */
export function filesOfEntries(manifest: Manifest, entries: readonly string[]): string[] {
  const reached = new Set<string>();
  const files = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || reached.has(key)) return;
    reached.add(key);
    for (const file of [chunk.file, ...chunk.css, ...chunk.assets]) files.add(file);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
  };
  for (const entry of entries) {
    const key = Object.keys(manifest).find(
      (name) => manifest[name]?.isEntry === true && manifest[name].file === `${entry}.js`,
    );
    if (key === undefined) throw new Error(`The build has no entry called ${entry}.`);
    visit(key);
  }
  return [...files].sort();
}

/**
 * What goes into the packaged application besides its dependencies.
 * @param root the checkout, built
 * @returns paths and patterns relative to the checkout
 */
export async function shippedFiles(root: string): Promise<string[]> {
  const text = await readFile(join(root, 'out/main/.vite/manifest.json'), 'utf8');
  const main = filesOfEntries(manifestSchema.parse(JSON.parse(text)), shippedEntries);
  return [
    'package.json',
    ...main.map((file) => `out/main/${file}`),
    'out/main/samples/**/*',
    'out/preload/**/*',
    'out/renderer/**/*',
  ];
}
