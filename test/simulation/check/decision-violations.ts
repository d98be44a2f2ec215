import type { Deed } from '../world/far-service.ts';
import type { Found } from './find-violations.ts';
import { isVisible, type DecisionRow, type QueueRow } from './standing.ts';

const sameImages = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((image) => other.includes(image));

function says(decision: DecisionRow, deed: Deed): boolean {
  if (deed.verdict === null || deed.file !== decision.fileId) return false;
  if (deed.verdict.accepted !== (decision.verdict === 'accept')) return false;
  return deed.verdict.accepted || deed.verdict.words === decision.words;
}

const carries = (row: QueueRow, decision: DecisionRow): boolean =>
  isVisible(row) &&
  row.jobId === decision.jobId &&
  (row.payload.decisionId === decision.id ||
    row.kind === (decision.verdict === 'accept' ? 'accept-all' : 'reject-all'));

/** Decisions arrive once, in order, on the version that was looked at; what has not arrived can be seen. */
export function decisionViolations({ standing, service, person }: Found): string[] {
  const violations: string[] = [];
  const { decisions } = standing;
  for (const intent of person.intents) {
    if (intent.kind !== 'decide' || intent.outcome !== 'taken') continue;
    for (const decided of intent.decided) {
      const kept = decisions.find((each) => each.id === decided.id);
      if (kept === undefined)
        violations.push(`a decision on file ${String(decided.file)} is not in the history`);
      else if (!sameImages(kept.images, decided.images))
        violations.push(`a decision on file ${String(decided.file)} was kept for pictures nobody looked at`);
    }
  }

  const verdicts = service.deeds.filter((deed) => deed.kind === 'verdict');
  for (const deed of verdicts) {
    const meant = decisions.filter((each) => says(each, deed));
    if (meant.length === 0)
      violations.push(`the service got a decision on file ${String(deed.file)} that nobody took`);
    else if (!meant.some((each) => sameImages(each.images, deed.images)))
      violations.push(
        `a decision on file ${String(deed.file)} was applied to ${deed.images.join(' ')}, which nobody had judged so`,
      );
  }

  const jobOf = new Map(standing.jobs.map((job) => [job.id, job]));
  for (const decision of decisions) {
    if (decision.replaced) continue;
    const far = service.jobs.get(jobOf.get(decision.jobId)?.remoteId ?? -1);
    const about = `the decision ${decision.verdict} ${decision.words} on file ${String(decision.fileId)}`;
    const arrived = verdicts.filter(
      (deed) => says(decision, deed) && sameImages(deed.images, decision.images),
    );
    if (decision.state === 'sent') {
      if (arrived.length === 0) violations.push(`${about} is called sent and never arrived`);
    } else if (!standing.queue.some((row) => carries(row, decision)))
      violations.push(`${about} is ${decision.state}, and nothing will carry it`);
    const file = far?.files.find((each) => each.id === decision.fileId);
    const isCurrent =
      file !== undefined &&
      sameImages(
        file.results.map((image) => image.imageId),
        decision.images,
      );
    if (decision.state !== 'sent' || !isCurrent) continue;
    const isWhatItSays =
      file.verdict !== null &&
      file.verdict.accepted === (decision.verdict === 'accept') &&
      (file.verdict.accepted || file.verdict.words === decision.words);
    if (!isWhatItSays)
      violations.push(`${about} is called sent, and the service holds another one on the same pictures`);
  }

  // Older ones never arrive after newer ones.
  for (const fileId of new Set(verdicts.map((deed) => deed.file))) {
    let newest = -1;
    for (const deed of verdicts) {
      if (deed.file !== fileId || deed.again) continue;
      const places = decisions.flatMap((each, place) =>
        says(each, deed) && sameImages(each.images, deed.images) ? [place] : [],
      );
      // Accepting looks the same however often it is decided: the latest possible one is meant.
      const place = Math.max(...places, -1);
      if (place >= 0 && place < newest)
        violations.push(`an older decision on file ${String(fileId)} arrived after a newer one`);
      newest = Math.max(newest, Math.min(...places.filter((each) => each >= newest), place));
    }
  }
  violations.push(...repeated(verdicts));
  return violations;
}

/** The same said again without a reason: the answer had come, and nothing was decided in between. */
function repeated(verdicts: readonly Deed[]): string[] {
  return verdicts.flatMap((deed, place) => {
    if (deed.again) return [];
    const before = verdicts.slice(0, place).findLast((each) => each.file === deed.file && !each.again);
    const isSame =
      before?.verdict?.accepted === deed.verdict?.accepted &&
      before?.verdict?.words === deed.verdict?.words &&
      before?.verdict?.accepted === false &&
      sameImages(before.images, deed.images);
    return isSame && before.answered && before.request !== deed.request && !before.followedByEnd
      ? [`a decision on file ${String(deed.file)} was sent again although the service had answered`]
      : [];
  });
}
