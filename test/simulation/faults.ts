/** What happens to the n-th request (or upload, or look at the disk) of its kind. */
export const requestFaults = [
  'lost-request',
  'refused',
  'reset-before',
  'answer-lost',
  'answer-times-out',
  'late',
  'server-error',
  'done-then-server-error',
  'done-and-power-goes',
  'unavailable',
  'too-many',
  'garbage',
  'redirected',
  'redirected-elsewhere',
  'session-over',
  'twice',
] as const;

/** It was done, and Clipdesk does not hear of it: what must not be repeated blindly then. */
export const unheardFaults = [
  'answer-lost',
  'answer-times-out',
  'done-then-server-error',
  'done-and-power-goes',
] as const satisfies readonly (typeof requestFaults)[number][];

export const uploadFaults = [
  'reset',
  'ftp-426',
  'ftp-421',
  'ftp-552',
  'ftp-530',
  'lost-226',
  'cut-short',
  'damaged',
  'address-expired',
] as const;

export const registerFaults = ['disk-full', 'disk-error', 'busy'] as const;

/**
 * What happens to the n-th result (or archive) while it comes: counted over all ways results come by. Touched up: it breaks
 * off, and other content has its address when it is asked for again.
 */
export const fetchFaults = ['cut', 'ends-early', 'damaged', 'gone', 'refused', 'touched-up'] as const;

/** What happens to the n-th change of the photographer's disk that Clipdesk makes. */
export const saveFaults = ['disk-full', 'disk-error', 'power-before', 'power-during', 'power-after'] as const;

export type FetchFault = (typeof fetchFaults)[number];
export type SaveFault = (typeof saveFaults)[number];
export type RequestFault = (typeof requestFaults)[number];
export type UploadFault = (typeof uploadFaults)[number];
export type RegisterFault = (typeof registerFaults)[number];

/** The operations of the service that can be hit, as the fault list names them. */
export const operations = [
  'createJob',
  'updateJob',
  'job',
  'jobStatus',
  'files',
  'filesForReview',
  'updateFile',
  'requestOffer',
  'acceptOffer',
  'cancelJob',
  'acceptAll',
  'acceptFile',
  'reviewAll',
  'reviewFiles',
  'reviewFile',
  'rejectFiles',
  'closeJob',
] as const;

export type Fault =
  | { readonly on: 'request'; readonly operation: string; readonly nth: number; readonly what: RequestFault }
  | { readonly on: 'upload'; readonly nth: number; readonly what: UploadFault; readonly share: number }
  /** Every write statement and every transaction boundary counts, whichever process makes it. */
  | { readonly on: 'register'; readonly nth: number; readonly what: RegisterFault }
  | { readonly on: 'disk'; readonly nth: number }
  | { readonly on: 'fetch'; readonly nth: number; readonly what: FetchFault; readonly share: number }
  | { readonly on: 'save'; readonly nth: number; readonly what: SaveFault }
  /** Power goes: before the write, in the middle of it (half of the commit is on the disk), or right after. */
  | { readonly on: 'power'; readonly nth: number; readonly when: 'before' | 'during' | 'after' };
