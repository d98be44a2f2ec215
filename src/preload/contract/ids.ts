/** Branded ids: a number of the service can never be passed where one of our own register ids is meant. */
declare const brand: unique symbol;
type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

/** An account on this computer (a UUID of ours). */
export type AccountId = Branded<string, 'AccountId'>;
/** A job in the local register (a UUID of ours); it exists before the service has given a number. */
export type JobId = Branded<string, 'JobId'>;
/** A file of a job in the local register (a UUID of ours). */
export type FileId = Branded<string, 'FileId'>;
/** One unit of queued work (a UUID of ours; also the idempotency key). */
export type QueueItemId = Branded<string, 'QueueItemId'>;
/** One accept or reject decision (a UUID of ours). */
export type DecisionId = Branded<string, 'DecisionId'>;
/** A watched folder (a UUID of ours). */
export type WatchFolderId = Branded<string, 'WatchFolderId'>;

/** One file on its way to a library (a UUID of ours). */
export type LibraryUploadId = Branded<string, 'LibraryUploadId'>;
/** What was rejected together on a site (a UUID of ours). */
export type WorkflowRejectionId = Branded<string, 'WorkflowRejectionId'>;

/** The job number the service gave (`id` in bright-river-jobs, an integer). */
export type RemoteJobId = Branded<number, 'RemoteJobId'>;
/** The file id the service gave: the id of the original, or of an extra result that has no original. */
export type RemoteFileId = Branded<number, 'RemoteFileId'>;
/** The image id the service gave (`imageId`): one original or one returned result. */
export type ImageId = Branded<number, 'ImageId'>;

/**
 * Which result pictures were on the screen when a decision was taken: an opaque word made by the main
 * process from result image ids, sizes and dates. A decision applies only to the version it names.
 */
export type VersionMark = Branded<string, 'VersionMark'>;

/**
 * Which version of a site item was on the screen: an opaque word made from its last edit. A rejection applies only to
 * the version it names.
 */
export type ItemMark = Branded<string, 'ItemMark'>;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
