import type { Found } from './find-violations.ts';

/** What a watched folder held in the end is with its job, and the same content went once. */
export function watchViolations({ standing, service, person, computer }: Found): string[] {
  const violations: string[] = [];
  const { disk } = computer;
  for (const intent of person.intents) {
    if (intent.kind !== 'watch') continue;
    const job = standing.jobs.find(({ id }) => id === intent.job);
    if (job === undefined) continue;
    const far = job.remoteId === null ? undefined : service.jobs.get(job.remoteId);
    const files = standing.files.filter(({ jobId }) => jobId === job.id);
    const exported = [...disk.history].filter(([path]) => path.startsWith(`${intent.folder}/`));
    const contents = new Map(
      exported.flatMap(([, versions]) => versions.map((bytes) => [bytes.toString('latin1'), bytes])),
    );
    for (const [path, versions] of exported)
      for (const bytes of new Set(versions)) {
        const times = far?.files.filter((each) => !each.partial && each.bytes.equals(bytes)).length ?? 0;
        if (times > 1 && contents.delete(bytes.toString('latin1')))
          violations.push(`a watched picture went ${String(times)} times: ${path}`);
      }
    // A job takes pictures as long as it is being sent; a folder is watched until it is removed.
    const isWatched = standing.watched.some(({ path }) => path === intent.folder);
    if (intent.outcome !== 'taken' || !isWatched || (job.stage !== 'draft' && job.stage !== 'sending'))
      continue;
    if (job.status !== null && job.status !== 'CJ_NEW') continue;
    for (const [path] of exported) {
      const content = disk.files.get(path)?.bytes;
      if (content === undefined) continue;
      // A copy of what was exported before is no second picture, whatever became of the first.
      const isCopy = exported.some(
        ([other, versions]) => other !== path && versions.some((bytes) => bytes.equals(content)),
      );
      if (isCopy) continue;
      const isThere = far?.files.some((each) => !each.partial && each.bytes.equals(content)) === true;
      // Left out by the photographer, or still to go: either is to be seen.
      const isKnown = files.some(
        (file) =>
          file.path !== null &&
          disk.files.get(file.path)?.bytes.equals(content) === true &&
          file.state !== 'proven',
      );
      if (!isThere && !isKnown) violations.push(`a watched picture was not taken: ${path}`);
    }
  }
  return violations;
}
