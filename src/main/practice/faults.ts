/** Every operation of the studio by a name that tests can use. */
export type PracticeOperation =
  | 'createJob'
  | 'updateJob'
  | 'job'
  | 'status'
  | 'files'
  | 'file'
  | 'updateFile'
  | 'fileExtended'
  | 'requestOffer'
  | 'acceptOffer'
  | 'cancel'
  | 'filesForReview'
  | 'acceptAll'
  | 'acceptFile'
  | 'reviewAll'
  | 'reviewFiles'
  | 'reviewFile'
  | 'rejectionReasons'
  | 'close'
  | 'rejectedJobs'
  | 'rejectedFilesCount'
  | 'reject'
  | 'rejectTypes'
  | 'upload'
  | 'image'
  | 'download'
  | 'zip';

export interface PlannedFailure {
  /** `any`: whichever comes next. */
  readonly operation: PracticeOperation | 'any';
  /** HTTP status to answer with; `drop`: the connection ends without an answer. */
  readonly status: number | 'drop';
  /** How often; 1 unless said otherwise. */
  readonly times?: number;
  /** Value of the `Retry-After` header: seconds, or an HTTP date. */
  readonly retryAfter?: string | number;
  /** True: the operation is carried out first, only its answer is lost or replaced. */
  readonly afterDoing?: boolean;
}

/** What a test can make go wrong. Reachable in this process only: there is no route to it. */
export interface PracticeFaults {
  failNext(failure: PlannedFailure): void;
  /** The next upload (multipart or FTP) loses its connection after so many bytes; `times` uploads, 1 unless said otherwise. */
  cutUploadAfter(bytes: number, times?: number): void;
  /** The next download (of a file or an archive) loses its connection after so many bytes; `times` downloads, 1 unless said otherwise. */
  cutDownloadAfter(bytes: number, times?: number): void;
  /** Makes the session token invalid from now on, in headers and in addresses. @returns the new one */
  expireSession(): string;
  /** The server's lists give the MD5 of nothing, as the real service does at times. */
  emptyMd5(on: boolean): void;
  /** The results of a job are made once more and replaced, also after somebody has looked at them. */
  replaceResults(job: number): Promise<void>;
  /** Every HTTP answer waits so many milliseconds; 0 ends it. */
  slowAnswers(milliseconds: number): void;
  /** Ends every open connection, HTTP and FTP. */
  dropConnections(): void;
  /** Forgets every planned fault. */
  clear(): void;
}

/** The studio's side of the switches. */
export interface FaultPlan {
  /** The failure planned for this operation, used up by asking. */
  take(operation: PracticeOperation): PlannedFailure | null;
  /** After how many bytes the upload that begins now breaks off, used up by asking; null: not at all. */
  takeCut(): number | null;
  /** The same for a download. */
  takeDownloadCut(): number | null;
  readonly md5IsEmpty: boolean;
  /** Milliseconds. */
  readonly delay: number;
}

export function createFaults(actions: {
  readonly expireSession: () => string;
  readonly dropConnections: () => void;
  readonly replaceResults: (job: number) => Promise<void>;
}): { readonly faults: PracticeFaults; readonly plan: FaultPlan } {
  const failures: { failure: PlannedFailure; left: number }[] = [];
  let cuts: number[] = [];
  let downloadCuts: number[] = [];
  let md5IsEmpty = false;
  let delay = 0;
  return {
    faults: {
      failNext: (failure) => void failures.push({ failure, left: failure.times ?? 1 }),
      cutUploadAfter: (bytes, times = 1) => void cuts.push(...Array.from({ length: times }, () => bytes)),
      cutDownloadAfter: (bytes, times = 1) =>
        void downloadCuts.push(...Array.from({ length: times }, () => bytes)),
      expireSession: actions.expireSession,
      emptyMd5: (on) => void (md5IsEmpty = on),
      slowAnswers: (milliseconds) => void (delay = milliseconds),
      dropConnections: actions.dropConnections,
      replaceResults: actions.replaceResults,
      clear() {
        failures.length = 0;
        cuts = [];
        downloadCuts = [];
        md5IsEmpty = false;
        delay = 0;
      },
    },
    plan: {
      take(operation) {
        const found = failures.find(
          ({ failure, left }) => left > 0 && (failure.operation === operation || failure.operation === 'any'),
        );
        if (!found) return null;
        found.left -= 1;
        return found.failure;
      },
      takeCut: () => cuts.shift() ?? null,
      takeDownloadCut: () => downloadCuts.shift() ?? null,
      get md5IsEmpty() {
        return md5IsEmpty;
      },
      get delay() {
        return delay;
      },
    },
  };
}
