import { z } from 'zod';
import type { ArgumentsOf, MethodName } from './method-name.ts';
import { preflightChange } from './preflight-schemas.ts';
import { workflowSchemas } from './workflow-schemas.ts';
import {
  accountId,
  bounds,
  fileId,
  imageId,
  jobId,
  libraryUploadId,
  longText,
  path,
  paths,
  queueItemId,
  remoteFileId,
  secret,
  shortText,
  tags,
  versionMark,
  watchFolderId,
} from './value-schemas.ts';

const nothing = z.tuple([]);
const oneJob = z.tuple([jobId]);
const oneFile = z.tuple([jobId, fileId]);
const oneImage = z.tuple([jobId, remoteFileId, imageId]);

const fileIds = z.array(fileId).max(bounds.paths).readonly();

const jobCredentials = z
  .strictObject({ clientToken: secret, sessionToken: secret, ftpUser: secret, ftpPassword: secret })
  .partial();
const credentials = z.union([
  z.strictObject({ token: secret }),
  z.strictObject({ password: secret }),
  jobCredentials,
]);

const libraryAccount = z.strictObject({
  name: shortText.min(1),
  apiUrl: z.string().min(1).max(bounds.address),
  organisationId: shortText,
  token: secret,
});
const workflowAccount = z.strictObject({
  name: shortText.min(1),
  apiUrl: z.string().min(1).max(bounds.address),
  site: shortText,
  user: shortText,
  sendsNow: z.boolean().optional(),
  password: secret,
});

const brightRiverAccount = z.strictObject({
  name: shortText.min(1),
  apiUrl: z.string().min(1).max(bounds.address),
  uploadField: shortText.optional(),
  allowPlainFtp: z.boolean().optional(),
  ftpFingerprint: shortText.nullable().optional(),
  credentials: jobCredentials,
});

const accountChange = z
  .strictObject({
    name: shortText.min(1),
    apiUrl: z.string().min(1).max(bounds.address),
    uploadField: shortText,
    allowPlainFtp: z.boolean(),
    ftpFingerprint: shortText.nullable(),
    rejectWay: z.enum(['review', 'files-review', 'reject']),
    bodyEncoding: z.enum(['json', 'form']),
    organisationId: shortText,
    site: shortText,
    user: shortText,
    sendsNow: z.boolean(),
  })
  .partial();

const sendInput = z.strictObject({
  accountId,
  name: shortText,
  description: longText,
  tags,
  invoiceReference: shortText.nullable(),
  isTest: z.boolean(),
  route: z.enum(['ftp', 'post']),
  requestOffer: z.boolean(),
  deadlineId: z.int().nonnegative().nullable().default(null),
  specificationKey: z.int().nonnegative().nullable().default(null),
});

const jobChange = z.strictObject({
  name: shortText,
  description: longText,
  tags,
  invoiceReference: shortText.nullable(),
});

/** Where a pin sits: a part of the picture's width or height. */
const part = z.number().min(0).max(1);
const pin = z.strictObject({ x: part, y: part, radius: part.nullable() });
const rejectReason = z.strictObject({
  reason: shortText.min(1),
  pins: z.array(pin).max(bounds.pins).readonly(),
});

const verdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accept') }),
  z.strictObject({
    kind: z.literal('reject'),
    reasons: z.array(rejectReason).max(bounds.reasons).readonly(),
    remark: longText,
  }),
]);

const minutes = z.int().min(0).max(1_439);

const bandwidth = z.strictObject({
  limit: z.int().min(bounds.leastRate).max(bounds.mostRate).nullable(),
  hours: z
    .strictObject({
      from: minutes,
      to: minutes,
      days: z.array(z.int().min(0).max(6)).min(1).max(7).readonly().nullable(),
    })
    .nullable(),
});

/** Becomes part of a connection's first line: nothing that could start another. */
const hostName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[\w.:[\]-]+$/);

const proxy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.enum(['http', 'socks5']),
    host: hostName,
    port: z.int().min(1).max(65_535),
    user: shortText,
  }),
]);

const downloadWish = z.strictObject({
  folder: path,
  template: shortText,
  route: z.enum(['file', 'zip', 'ftp']),
});

const shown = z.strictObject({
  imageId,
  view: z.enum(['side-by-side', 'slider', 'blink', 'difference', 'overlay']),
  variant: z.enum(['preview', 'full']),
});

const choice = z.strictObject({
  fileId: remoteFileId,
  seen: versionMark,
  verdict,
  shown: shown.exactOptional(),
});

const unknownAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('got-there'),
    number: z.int().positive().nullable(),
    sure: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('not-there') }),
]);

const reviewDraft = z.strictObject({
  fileId: remoteFileId,
  versionMark,
  marks: z
    .array(z.strictObject({ reason: shortText.min(1), pin: pin.nullable() }))
    .max(bounds.pins)
    .readonly(),
  remark: longText,
});

const settingsChange = z
  .strictObject({
    theme: z.enum(['system', 'dark', 'light']),
    brandColour: z.string().regex(/^#[0-9a-f]{6}$/i),
    connections: z.int().min(1).max(8),
    downloadFolder: path.nullable(),
    pictureCache: z.int().min(1).max(500),
    bandwidth,
    proxy,
  })
  .partial();

const libraryType = z.enum(['video', 'audio', 'image', 'subtitle', 'document', 'web-link']);
const libraryUploadIds = z.array(libraryUploadId).max(bounds.paths).readonly();
const publishFiles = z
  .array(
    z.strictObject({
      path,
      type: libraryType.nullable(),
      reduce: z.boolean(),
    }),
  )
  .min(1)
  .max(bounds.paths)
  .readonly();

type Schemas = { readonly [Name in MethodName]: z.ZodType<ArgumentsOf<Name>> };

/**
 * What each request takes, checked before anything else sees it. `satisfies` proves that every method of the
 * contract is here with the types the contract names; unknown keys and extra arguments are refused.
 */
export const argumentSchemas = {
  'accounts.list': nothing,
  'accounts.addBrightRiver': z.tuple([brightRiverAccount]),
  'accounts.addLibrary': z.tuple([libraryAccount]),
  'accounts.addWorkflow': z.tuple([workflowAccount]),
  'accounts.openPractice': nothing,
  'accounts.openPracticeLibrary': nothing,
  'accounts.openPracticeSite': nothing,
  'accounts.signIn': z.tuple([accountId, credentials]),
  'accounts.change': z.tuple([accountId, accountChange]),
  'accounts.remove': z.tuple([accountId]),

  'jobs.list': nothing,
  'jobs.get': oneJob,
  'jobs.openDraft': z.tuple([paths]),
  'jobs.openSampleDraft': nothing,
  'jobs.addToDraft': z.tuple([jobId, paths]),
  'jobs.leaveOut': oneFile,
  'jobs.lookAgain': oneFile,
  'jobs.sendAnyway': oneFile,
  'jobs.setRemark': z.tuple([jobId, fileId, longText, tags]),
  'jobs.keepDraft': z.tuple([jobId, sendInput]),
  'jobs.send': z.tuple([jobId, sendInput]),
  'jobs.addByNumber': z.tuple([accountId, z.int().positive()]),
  'jobs.requestOffer': oneJob,
  'jobs.acceptOffer': oneJob,
  'jobs.close': oneJob,
  'jobs.cancel': oneJob,
  'jobs.update': z.tuple([jobId, jobChange]),
  'jobs.serviceFacts': oneFile,
  'jobs.refresh': oneJob,
  'jobs.discardDraft': oneJob,

  'downloads.choices': oneJob,
  'downloads.plan': z.tuple([jobId, downloadWish]),
  'downloads.start': z.tuple([jobId, downloadWish, z.enum(['keep-both', 'skip', 'replace']).nullable()]),

  'reviews.open': oneJob,
  'reviews.read': oneJob,
  'reviews.decide': z.tuple([jobId, remoteFileId, versionMark, verdict, shown.optional()]),
  'reviews.decideTogether': z.tuple([jobId, z.array(choice).min(1).max(bounds.paths).readonly()]),
  'reviews.undo': oneJob,
  'reviews.redo': oneJob,
  'reviews.acceptAll': oneJob,
  'reviews.rejectAll': z.tuple([jobId, shortText.min(1)]),
  'reviews.history': z.tuple([jobId, z.array(remoteFileId).max(bounds.paths).readonly()]),
  'reviews.keepDraft': z.tuple([jobId, reviewDraft]),
  'reviews.keepWording': z.tuple([jobId, shortText.min(1)]),
  'reviews.forgetWording': z.tuple([jobId, shortText]),

  'inspect.facts': oneImage,
  'inspect.clippingPaths': oneImage,
  'inspect.pureWhite': oneImage,
  'inspect.stopPureWhite': oneImage,
  'inspect.preflight': oneJob,
  'inspect.preflightOf': z.tuple([jobId, remoteFileId]),
  'inspect.startPreflight': oneJob,
  'inspect.stopPreflight': oneJob,
  'inspect.preflightSettings': z.tuple([accountId]),
  'inspect.changePreflightSettings': z.tuple([accountId, preflightChange]),
  'inspect.offline': oneJob,
  'inspect.keepOffline': oneJob,
  'inspect.stopKeeping': oneJob,
  'inspect.pictureCache': nothing,
  'inspect.emptyPictureCache': nothing,
  'compare.lineUp': oneImage,
  'compare.edgeTour': oneImage,
  'compare.stopEdgeTour': oneImage,
  'compare.changes': z.tuple([
    jobId,
    remoteFileId,
    imageId,
    imageId,
    z.array(pin).max(bounds.pins).readonly(),
  ]),

  'library.files': z.tuple([accountId, libraryType, z.int().min(1).max(10_000)]),
  'library.uploads': nothing,
  'library.look': z.tuple([paths]),
  'library.publish': z.tuple([accountId, publishFiles]),
  'library.results': z.tuple([accountId, jobId]),
  'library.publishResults': z.tuple([
    accountId,
    z.strictObject({
      jobId,
      images: z.array(imageId).min(1).max(bounds.paths).readonly(),
      reduce: z.boolean(),
    }),
  ]),
  'library.reduce': z.tuple([libraryUploadIds]),
  'library.resume': z.tuple([libraryUploadIds]),
  'library.cancel': z.tuple([libraryUploadIds]),
  'library.download': z.tuple([accountId, shortText.min(1), path]),

  'queue.list': nothing,
  'queue.lines': z.tuple([z.int().min(1).max(10_000)]),
  'queue.retryLike': z.tuple([queueItemId]),
  'queue.discardLike': z.tuple([queueItemId]),
  'queue.overview': nothing,
  'queue.retry': z.tuple([queueItemId]),
  'queue.retryFailed': nothing,
  'queue.answerUnknown': z.tuple([queueItemId, unknownAnswer]),
  'queue.discard': z.tuple([queueItemId]),
  'queue.pause': nothing,
  'queue.resume': nothing,
  'queue.jobs': nothing,
  'queue.pauseJob': oneJob,
  'queue.resumeJob': oneJob,
  'queue.moveJob': z.tuple([jobId, z.enum(['first', 'up', 'down', 'last'])]),
  'queue.retryJob': oneJob,
  'queue.leaveOut': z.tuple([jobId, fileIds]),
  'queue.stopUpload': oneJob,
  'queue.receipt': oneJob,
  'queue.receiptText': z.tuple([jobId, z.enum(['csv', 'json'])]),
  'queue.saveReceipt': z.tuple([jobId, z.enum(['csv', 'json'])]),
  'queue.sendAfterAll': z.tuple([jobId, fileIds.optional()]),

  'watch.list': nothing,
  'watch.add': z.tuple([path, jobId]),
  'watch.remove': z.tuple([watchFolderId]),

  ...workflowSchemas,

  'system.about': nothing,
  'system.settings': nothing,
  'system.changeSettings': z.tuple([settingsChange]),
  'system.setProxyPassword': z.tuple([secret]),
  'system.chooseFolder': z.tuple([shortText]),
  'system.chooseFiles': z.tuple([shortText]),
  'system.openExternal': z.tuple([z.string().max(bounds.address)]),
  'system.showInFolder': z.tuple([path]),

  'support.details': z.tuple([z.array(queueItemId).max(bounds.paths).readonly()]),
  'support.saveDiagnostics': z.tuple([z.boolean()]),
} as const satisfies Schemas;

type Narrower = {
  [Name in MethodName]: [ArgumentsOf<Name>] extends [z.output<(typeof argumentSchemas)[Name]>] ? never : Name;
}[MethodName];
type Nothing<Left extends never> = Left;

/**
 * The other direction of the proof: a schema that knows less than the contract (a forgotten union member, a
 * field made mandatory) is named by `Narrower`, and then this does not compile.
 */
export type EverythingInTheContractIsTaken = Nothing<Narrower>;
