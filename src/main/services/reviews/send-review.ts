import type { ImageId, RejectWay, RemoteJobId } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { toAppError } from '../../errors/app-error.ts';
import type {
  BrightRiverApi,
  FileReview,
  RejectionReasons,
  RejectType,
  RemoteReject,
} from '../../ports/bright-river.ts';
import type { DecisionRecord } from '../../ports/store.ts';
import { rejectTypeId } from './reject-types.ts';

type Rejected = DecisionRecord & { readonly verdict: { readonly kind: 'reject' } };

/** A decision with the result images it is about. */
export interface Subject {
  readonly decision: DecisionRecord;
  readonly name: string;
  readonly images: readonly ImageId[];
  /** The service says the same already. */
  readonly isThere: boolean;
}

export function isRejection(decision: DecisionRecord): decision is Rejected {
  return decision.verdict.kind === 'reject';
}

/** Every result of the file gets the same verdict. */
function rejects(decision: Rejected, images: readonly ImageId[]): readonly RemoteReject[] {
  const { reasons, remark } = decision.verdict;
  return images.map((imageId) => ({ imageId, remark, reasons }));
}

/** All reasons and the remark in one line, for the request that takes only text. */
function inOneLine({ verdict }: Rejected): string {
  return [...verdict.reasons.map((each) => each.reason), verdict.remark]
    .filter((part) => part !== '')
    .join('; ');
}

/** Carries rejections the way the account is set to. Only the first two carry pins; POST /reject takes text alone. */
export async function sendRejections(
  api: BrightRiverApi,
  job: RemoteJobId,
  way: RejectWay,
  subjects: readonly (Subject & { readonly decision: Rejected })[],
  signal: AbortSignal,
): Promise<void> {
  const reviews: readonly FileReview[] = subjects.map(({ decision, images }) => ({
    fileId: decision.fileId,
    accepted: false,
    rejects: rejects(decision, images),
  }));
  switch (way) {
    case 'review':
      for (const review of reviews) await api.reviewFile(job, review, signal);
      return;
    case 'files-review':
      await api.reviewFiles(job, reviews, signal);
      return;
    case 'reject':
      await api.rejectFiles(
        job,
        subjects.map(({ decision }) => ({ fileId: decision.fileId, reason: inOneLine(decision) })),
        signal,
      );
      return;
    default:
      return assertNever(way);
  }
}

const percent = (part: number): number => Math.round(part * 10_000) / 100;

/**
 * The circles of a rejection as PUT …/rejectionreasons takes them, one for each pin with a radius whose reason is one of
 * the account's types. The document names no unit: sent are percent of the picture's width (x, r) and height (y). Its own
 * example holds a value above 100, so that the service may read something else; the review itself carries every pin as
 * a fraction all the same.
 * @returns null when there is no circle that can be sent
 */
export function circlesOf(decision: DecisionRecord, types: readonly RejectType[]): RejectionReasons | null {
  if (!isRejection(decision)) return null;
  const { reasons, remark } = decision.verdict;
  const rejections = reasons.flatMap(({ reason, pins }) => {
    const type = rejectTypeId(types, reason);
    if (type === null) return [];
    return pins.flatMap(({ x, y, radius }) =>
      radius === null
        ? []
        : [
            {
              rejectTypeId: type,
              circle: { x: percent(x), y: percent(y), r: percent(radius) },
              remark: remark === '' ? reason : remark,
            },
          ],
    );
  });
  return rejections.length === 0 ? null : { rejections, generalRemark: remark };
}

/**
 * Sends the circles before the review, which has the last word. The review must never be lost for them: what waiting or
 * signing in would not mend, and a server that keeps failing at them, is let go.
 * @returns whether they arrived
 */
export async function sendCircles(
  request: () => Promise<void>,
  failuresBefore: number,
): Promise<'sent' | 'given-up'> {
  try {
    await request();
    return 'sent';
  } catch (thrown) {
    const error = toAppError(thrown);
    const passing = error.code === 'offline' || error.action === 'sign-in';
    if (passing || (error.action === 'retry' && failuresBefore < 2)) throw error;
    return 'given-up';
  }
}
