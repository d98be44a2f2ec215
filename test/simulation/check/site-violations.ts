import type { Found } from './find-violations.ts';
import { isVisible } from './standing.ts';

/** Rejections arrive once, on the version that was looked at; what has not arrived can be seen. */
export function siteViolations({ standing, studio, person }: Found): string[] {
  const violations: string[] = [];
  const { intents } = person;
  const seen = (reason: string, path: string): readonly string[] =>
    intents.flatMap((intent) => {
      if (intent.kind === 'site-reject' && intent.reason === reason)
        return intent.items.filter((item) => item.path === path).map(({ mark }) => mark);
      if (intent.kind === 'site-confirm' && intent.reason === reason && intent.item.path === path)
        return [intent.item.mark];
      return [];
    });

  for (const deed of studio.deeds) {
    const marks = seen(deed.reason, deed.path);
    if (marks.length === 0) violations.push(`${deed.path} was rejected for a reason nobody gave`);
    else if (!marks.includes(deed.mark))
      violations.push(`${deed.path} was rejected in a version nobody had looked at`);
    const same = studio.deeds.filter(({ path, reason }) => path === deed.path && reason === deed.reason);
    if (same.length > 1 && same[0] === deed)
      violations.push(`the rejection of ${deed.path} arrived ${String(same.length)} times`);
  }

  for (const row of standing.rejected) {
    const arrived = studio.deeds.some(({ path, reason }) => path === row.path && reason === row.reason);
    const about = `the rejection of ${row.path}`;
    switch (row.state) {
      case 'sent':
        // An answer that was lost: the list without the item is all there is to go by, and it is said so.
        if (!arrived && !row.note.startsWith('The answer was lost'))
          violations.push(`${about} is called sent and never arrived`);
        break;
      case 'passed':
        if (arrived) violations.push(`${about} arrived, and is called not sent`);
        break;
      default:
        if (!standing.queue.some((each) => each.jobId === row.rejection && isVisible(each)))
          violations.push(`${about} is ${row.state}, and nothing will carry it`);
    }
  }

  const isTakenBack = (reason: string, path: string): boolean =>
    intents.some(
      (intent) =>
        intent.outcome !== 'refused' &&
        ((intent.kind === 'site-drop' && intent.reason === reason && intent.path === path) ||
          intent.kind === 'discard-further'),
    );
  for (const intent of intents) {
    if (intent.kind !== 'site-reject' || intent.outcome !== 'taken') continue;
    for (const { path } of intent.items) {
      const isKept = standing.rejected.some((row) => row.reason === intent.reason && row.path === path);
      if (!isKept && !isTakenBack(intent.reason, path)) violations.push(`a rejection of ${path} was lost`);
    }
  }
  return violations;
}
