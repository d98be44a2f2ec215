import { z } from 'zod';
import type { ItemMark, WorkflowRejectionId } from '../../preload/contract/index.ts';
import { accountId, bounds, fileId, jobId, longText, secret, shortText } from './value-schemas.ts';

/** From the root of a site. */
const sitePath = z.string().min(1).max(2_048);
const mark = z
  .string()
  .max(2_048)
  .transform((value) => value as ItemMark);
const rejectionId = z
  .string()
  .min(1)
  .max(128)
  .transform((value) => value as WorkflowRejectionId);
const oneItem = z.tuple([accountId, sitePath]);

/** The arguments of the `workflow` area, see `WorkflowApi`. */
export const workflowSchemas = {
  'workflow.sites': z.tuple([z.string().min(1).max(bounds.address), shortText, secret]),
  'workflow.open': z.tuple([accountId]),
  'workflow.read': z.tuple([accountId]),
  'workflow.affectedPaths': oneItem,
  'workflow.reasons': z.tuple([accountId]),
  'workflow.openPage': oneItem,
  'workflow.reject': z.tuple([
    accountId,
    z
      .array(z.strictObject({ path: sitePath, seen: mark }))
      .max(bounds.paths)
      .readonly(),
    longText,
    shortText.nullable(),
  ]),
  'workflow.confirm': z.tuple([accountId, rejectionId, sitePath, mark]),
  'workflow.drop': z.tuple([accountId, rejectionId, sitePath]),
  'workflow.origins': oneItem,
  'workflow.toJob': oneItem,
  'workflow.rejectOrigin': z.tuple([jobId, fileId, longText]),
} as const;
