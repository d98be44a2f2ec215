import { z } from 'zod';
import type { RemoteJobId } from '../../../preload/contract/index.ts';
import type { RemoteJob, TransferAddresses } from '../../ports/bright-river.ts';
import {
  addressOrNull,
  countOrNull,
  dateOrNull,
  flag,
  id,
  tags,
  text,
  textOrNull,
} from '../http/tolerant.ts';

const noAddresses: TransferAddresses = { ftpUrl: null, httpUrl: null };

const upload = z
  .object({ ftpUrl: addressOrNull, postUrl: addressOrNull })
  .transform(({ ftpUrl, postUrl }): TransferAddresses => ({ ftpUrl, httpUrl: postUrl }))
  .nullish()
  .catch(null)
  .transform((addresses) => addresses ?? noAddresses);

const download = z
  .object({ ftpUrl: addressOrNull, getUrl: addressOrNull })
  .transform(({ ftpUrl, getUrl }): TransferAddresses => ({ ftpUrl, httpUrl: getUrl }))
  .nullish()
  .catch(null)
  .transform((addresses) => addresses ?? noAddresses);

/** GET /jobs/{id} (`JobResponseBody`) and the answer of POST /jobs (`CreateJobResponseBody`, which has no status). */
export const jobSchema = z
  .object({
    id,
    name: text,
    description: text,
    tags,
    invoiceReference: textOrNull,
    isTest: flag,
    status: textOrNull,
    fileCount: countOrNull,
    parentJobId: countOrNull,
    operatorRemarks: text,
    createdDate: dateOrNull,
    upload,
    download,
  })
  .transform((job): RemoteJob => ({
    id: job.id as RemoteJobId,
    name: job.name,
    description: job.description,
    tags: job.tags,
    invoiceReference: job.invoiceReference,
    isTest: job.isTest,
    status: job.status,
    fileCount: job.fileCount,
    // The service writes 0 for "no parent" in places.
    parentJobId: job.parentJobId === null || job.parentJobId === 0 ? null : (job.parentJobId as RemoteJobId),
    operatorRemarks: job.operatorRemarks,
    createdAt: job.createdDate,
    upload: job.upload,
    download: job.download,
  }));

/** GET /jobs/{id}/status. */
export const statusSchema = z.object({ status: z.string().min(1) }).transform(({ status }) => status);
