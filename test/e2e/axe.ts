import axe from 'axe-core';
import type { App } from './driver/app.ts';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** Lets axe look at what is on the screen, in both themes. @returns a line for each thing it complains about */
export async function violationsOn(app: App, screen: string): Promise<readonly string[]> {
  const violations: string[] = [];
  if ((await app.page.evaluate('typeof axe')) !== 'object') await app.page.evaluate(axe.source);
  for (const theme of ['dark', 'light'] as const) {
    await app.page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: theme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    // What fades to its new colour has not got it yet.
    await app.page.evaluate(
      'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))',
    );
    const found = (await app.page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
    )) as readonly Violation[];
    for (const { id, help, nodes } of found) {
      for (const { target, failureSummary = '' } of nodes) {
        violations.push(`${screen}, ${theme}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary}`);
      }
    }
  }
  return violations;
}
