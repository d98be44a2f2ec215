import type { FileId, ImageId, JobId } from '../../../preload/contract/index.ts';

/** Longest side of a reduced local picture, in pixels: contact sheet, tile, large view. */
export type Edge = 96 | 320 | 1600;

/** What the service keeps of one picture. */
export type Variant = 'thumbnail' | 'preview' | 'full';

const edges: readonly Edge[] = [96, 320, 1600];
const variants: readonly Variant[] = ['thumbnail', 'preview', 'full'];

/** Same-origin address of a picture on this computer, reduced to fit into `edge` × `edge` pixels. */
export function localPicture(job: JobId, file: FileId, edge: Edge = 320): string {
  return `/pictures/${encodeURIComponent(job)}/file/${encodeURIComponent(file)}?edge=${String(edge)}`;
}

/**
 * Same-origin address of a picture at the service.
 * @param version tells apart what the service gave under one image id at different times (a version mark); empty: the only one
 */
export function remotePicture(job: JobId, image: ImageId, variant: Variant, version = ''): string {
  const path = `/pictures/${encodeURIComponent(job)}/image/${String(image)}/${variant}`;
  return version === '' ? path : `${path}?v=${encodeURIComponent(version)}`;
}

export type PictureAddress =
  | { readonly kind: 'local'; readonly jobId: JobId; readonly fileId: FileId; readonly edge: Edge }
  | {
      readonly kind: 'remote';
      readonly jobId: JobId;
      readonly imageId: ImageId;
      readonly variant: Variant;
      readonly version: string;
    };

/** A window address read back; null for anything that `localPicture` or `remotePicture` would not have built. */
export function parsePictureAddress(path: string): PictureAddress | null {
  const [, job, kind, rest] = /^\/pictures\/([\w-]{1,64})\/(file|image)\/(.+)$/.exec(path) ?? [];
  if (job === undefined || rest === undefined) return null;
  const jobId = job as JobId;
  if (kind === 'file') {
    const [, file, query] = /^([\w-]{1,64})(?:\?edge=(\d{1,5}))?$/.exec(rest) ?? [];
    const edge = edges.find((known) => known === Number(query ?? 320));
    return file === undefined || edge === undefined
      ? null
      : { kind: 'local', jobId, fileId: file as FileId, edge };
  }
  const [, image, name, version] = /^(\d{1,15})\/([a-z]+)(?:\?v=([\w-]{1,64}))?$/.exec(rest) ?? [];
  const variant = variants.find((known) => known === name);
  return image === undefined || variant === undefined
    ? null
    : { kind: 'remote', jobId, imageId: Number(image) as ImageId, variant, version: version ?? '' };
}
