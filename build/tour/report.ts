import { writeFile } from 'node:fs/promises';
import type { DoneStep } from './guide.ts';
import type { ServerFile, ServerReviewFile, StudioDesk } from './studio-desk.ts';
import { savedResults, type SavedResult } from './saved-results.ts';
import { plainMd5 } from './studio-desk.ts';
import type { Place, TourJob } from './trip.ts';

interface FileReport {
  readonly job: number | null;
  readonly route: 'ftp' | 'post';
  readonly name: string;
  /** Inside the dropped folder. */
  readonly source: string;
  /** Lower-case hex. */
  readonly md5: string;
  readonly md5AtServer: string | null;
  /** Bytes. */
  readonly size: number;
  readonly sizeAtServer: number | null;
  readonly decision: 'accepted' | 'rejected' | null;
  readonly decisionAtServer: 'accepted' | 'rejected' | null;
  readonly pins: readonly { readonly reason: string; readonly x: number; readonly y: number }[];
  readonly pinsAtServer: readonly { readonly reason: string; readonly x: number; readonly y: number }[];
  readonly downloaded: SavedResult | null;
}

export interface ReportParts {
  readonly file: string;
  readonly milliseconds: number;
  readonly steps: readonly DoneStep[];
  readonly jobs: readonly TourJob[];
  /** Null when the tour ended before the practice studio was open. */
  readonly desk: StudioDesk | null;
  readonly failure: Error | null;
}

function decisionAtServer(file: ServerReviewFile | undefined): FileReport['decisionAtServer'] {
  if (file?.acceptedByUser == null) return null;
  return file.acceptedByUser ? 'accepted' : 'rejected';
}

function pinsAtServer(file: ServerReviewFile | undefined): FileReport['pinsAtServer'] {
  return (file?.reviews?.rejects ?? []).flatMap(({ rejects }) =>
    rejects.flatMap(({ reason, positions }) =>
      positions.map(({ xPercent, yPercent }) => ({ reason, x: xPercent, y: yPercent })),
    ),
  );
}

async function downloaded(
  saved: readonly SavedResult[],
  file: ServerReviewFile | undefined,
  desk: StudioDesk,
): Promise<SavedResult | null> {
  const address = file?.clipped?.[0]?.downloadUrl;
  if (address === undefined) return null;
  const { md5 } = await desk.delivered(address);
  return saved.find((result) => result.md5 === md5) ?? null;
}

async function filesOf(job: TourJob, desk: StudioDesk): Promise<readonly FileReport[]> {
  if (job.id === null) return [];
  const listed: readonly ServerFile[] = await desk.files(job.id);
  const reviewed = await desk.filesForReview(job.id);
  const saved = await savedResults(job.folder);
  return Promise.all(
    job.shoot.pictures.map(async (picture): Promise<FileReport> => {
      const file = listed.find(({ fileName }) => fileName === picture.name);
      const review = reviewed.find(({ fileName }) => fileName === picture.name);
      const verdict = job.verdicts.get(picture.name);
      return {
        job: job.id,
        route: job.route,
        name: picture.name,
        source: picture.source,
        md5: picture.md5,
        md5AtServer: file === undefined ? null : plainMd5(file.mD5),
        size: picture.bytes,
        sizeAtServer: file?.size ?? null,
        decision: verdict?.decision ?? null,
        decisionAtServer: decisionAtServer(review),
        pins: verdict?.reasons.map(({ reason, pin }) => ({ reason, ...pin })) ?? [],
        pinsAtServer: pinsAtServer(review),
        downloaded: await downloaded(saved, review, desk),
      };
    }),
  );
}

function isNear(here: Place, there: Place): boolean {
  return Math.abs(here.x - there.x) <= 0.01 && Math.abs(here.y - there.y) <= 0.01;
}

/** What of the tour's promise does not hold, in sentences. */
function problemsOf(files: readonly FileReport[]): readonly string[] {
  const problems = files.flatMap((file) => [
    ...(file.size === file.sizeAtServer ? [] : [`${file.name} has another size at the service.`]),
    ...(file.md5 === file.md5AtServer ? [] : [`${file.name} has other bytes at the service.`]),
    ...(file.decision !== null && file.decision === file.decisionAtServer
      ? []
      : [`${file.name} was decided otherwise at the service.`]),
    ...(file.downloaded === null ? [`The result of ${file.name} was not saved.`] : []),
    ...file.pins
      .filter((pin) => !file.pinsAtServer.some((other) => other.reason === pin.reason && isNear(pin, other)))
      .map((pin) => `The pin for “${pin.reason}” on ${file.name} is not in its place at the service.`),
  ]);
  const count = (holds: (file: FileReport) => boolean): number => files.filter(holds).length;
  if (files.length < 12) problems.push(`Only ${String(files.length)} pictures were sent.`);
  if (new Set(files.map(({ route }) => route)).size < 2) problems.push('Only one way of uploading was used.');
  if (count(({ decision }) => decision === 'accepted') < 2)
    problems.push('Fewer than 2 pictures were accepted.');
  if (count(({ decision, pins }) => decision === 'rejected' && pins.length > 0) < 2) {
    problems.push('Fewer than 2 pictures were rejected with pins.');
  }
  return problems;
}

/** Writes the report, also of a tour that failed. @returns what of the promise does not hold; empty when all does */
export async function writeReport(parts: ReportParts): Promise<readonly string[]> {
  const { desk, jobs, failure } = parts;
  const asked = desk === null ? [] : await Promise.allSettled(jobs.map((job) => filesOf(job, desk)));
  const files = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const problems = [...(failure === null ? [] : [failure.message]), ...problemsOf(files)];
  const report = {
    ok: problems.length === 0,
    problems,
    milliseconds: parts.milliseconds,
    routes: [...new Set(jobs.filter(({ id }) => id !== null).map(({ route }) => route))],
    jobs: jobs.map(({ id, name, route, folder, shoot }) => ({
      id,
      name,
      route,
      pictures: shoot.pictures.length,
      leftOut: shoot.bad.map(({ name: file }) => file),
      savedTo: folder,
    })),
    steps: parts.steps,
    files,
  };
  await writeFile(parts.file, `${JSON.stringify(report, null, 2)}\n`);
  return problems;
}
