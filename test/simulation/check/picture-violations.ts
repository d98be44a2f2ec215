import type { Found } from './find-violations.ts';
import { isVisible } from './standing.ts';

/** What is called proven is at the service whole; what is not is to be seen; nothing is there twice. */
export function pictureViolations({ standing, service, person, computer }: Found): string[] {
  const violations: string[] = [];
  for (const file of standing.files) {
    const job = standing.jobs.find((each) => each.id === file.jobId);
    if (job === undefined || file.path === null || job.stage === 'draft') continue;
    const far = job.remoteId === null ? undefined : service.jobs.get(job.remoteId);
    const there = far?.files.filter((each) => each.name === file.name) ?? [];
    const about = `${file.name} of ${job.order}`;
    if (file.state === 'proven') {
      const versions = computer.disk.history.get(file.path) ?? [];
      const isWhole = there.some(
        (each) => !each.partial && versions.some((version) => version.equals(each.bytes)),
      );
      if (!isWhole) violations.push(`${about} is called proven, and the service has not all of it`);
    } else if (file.state !== 'left-out' && file.state !== 'at-server') {
      const waits = standing.queue.some(
        (row) =>
          row.jobId === job.id &&
          isVisible(row) &&
          (row.payload.fileId === file.id || row.kind === 'prove-uploads' || row.kind === 'create-job'),
      );
      const gaveUp = person.intents.some(
        (intent) =>
          (intent.kind === 'discard' || intent.kind === 'cancel') &&
          intent.job === job.id &&
          intent.outcome !== 'refused',
      );
      if (!waits && !gaveUp) violations.push(`${about} is ${file.state}, and nothing will send or prove it`);
    }
    for (const version of new Set(computer.disk.history.get(file.path) ?? [])) {
      const same = there.filter((each) => !each.partial && each.bytes.equals(version));
      if (same.length > 1) violations.push(`${about} is at the service ${String(same.length)} times`);
    }
  }
  const remarks = new Map<string, string>();
  for (const intent of person.intents)
    if (intent.kind === 'remark') {
      if (intent.outcome === 'taken') remarks.set(intent.file, intent.words);
      else if (intent.outcome === 'asked') remarks.delete(intent.file);
    }
  for (const [id, words] of remarks) {
    const file = standing.files.find((each) => each.id === id);
    if (file === undefined) continue;
    if (file.remark !== words) violations.push(`the remark on ${file.name} is not in the register`);
    const job = standing.jobs.find((each) => each.id === file.jobId);
    const far = job?.remoteId == null ? undefined : service.jobs.get(job.remoteId);
    // The service knows a remark by the picture's name: where it keeps two of one name, the last one counts.
    const isSaidAnew = [...remarks.keys()].some((other) => {
      const each = standing.files.find((known) => known.id === other);
      return other !== id && each?.jobId === file.jobId && each.name === file.name;
    });
    if (isSaidAnew) continue;
    const there = far?.files.find((each) => each.name === file.name && !each.partial);
    if (there === undefined || file.state !== 'proven' || there.remark === words) continue;
    const waits = standing.queue.some(
      (row) =>
        row.jobId === file.jobId &&
        isVisible(row) &&
        (row.payload.fileId === id || row.kind === 'request-offer'),
    );
    const gaveUp = person.intents.some(
      (intent) => (intent.kind === 'discard' || intent.kind === 'cancel') && intent.job === file.jobId,
    );
    if (!waits && !gaveUp) violations.push(`the remark on ${file.name} was lost`);
  }
  return violations;
}
