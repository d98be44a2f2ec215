import type { StudioFile, StudioJob } from '../data/studio-data.ts';
import type { StudioParts } from '../studio-parts.ts';
import { Refusal } from './refusal.ts';
import type { RouteRequest } from './route.ts';

/** A whole number of a path; what is none names nothing. */
export function idOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** @throws Refusal 404 */
export function jobOf(parts: StudioParts, request: RouteRequest): StudioJob {
  const id = idOf(request.parameters['id']);
  const job = id === null ? null : parts.register.job(id);
  if (job === null) throw new Refusal(404);
  return job;
}

/** The job with its files as they lie in the folder now. @throws Refusal 404 */
export async function jobWithFiles(
  parts: StudioParts,
  request: RouteRequest,
): Promise<{ readonly job: StudioJob; readonly files: readonly StudioFile[] }> {
  const { id } = jobOf(parts, request);
  await parts.originals.look(id);
  return { job: jobOf(parts, request), files: parts.register.files(id) };
}

/** @throws Refusal 404 */
export function fileByName(files: readonly StudioFile[], request: RouteRequest): StudioFile | null {
  const name = request.parameters['fileName']?.normalize('NFC');
  return files.find((file) => file.name === name) ?? null;
}

/** By the number of the original, or of one of its results, as the documents allow for reviews. @throws Refusal 404 */
export function fileById(files: readonly StudioFile[], id: number | null): StudioFile {
  const file = files.find((each) => each.id === id || each.results.some((result) => result.id === id));
  if (!file) throw new Refusal(404);
  return file;
}
