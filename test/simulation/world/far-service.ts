import { createHash } from 'node:crypto';
import { Refused } from './far-end.ts';
import { FarResults } from './far-results.ts';
import { keyedChance, pick } from './keyed-chance.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FarImage {
  readonly imageId: number;
  readonly fileName: string;
}

export interface FarVerdict {
  readonly accepted: boolean;
  /** Reasons and remark of a rejection as they came, in one text. */
  readonly words: string;
}

export interface FarFile {
  readonly id: number;
  readonly name: string;
  bytes: Buffer;
  /** Still being sent: what is there is its beginning. */
  partial: boolean;
  /** When it was whole for the first time. */
  wholeAt: number | null;
  remark: string;
  tags: readonly string[];
  readonly original: FarImage;
  results: readonly FarImage[];
  previous: readonly FarImage[];
  verdict: FarVerdict | null;
  timesRejected: number;
}

export interface FarJob {
  readonly id: number;
  name: string;
  description: string;
  tags: readonly string[];
  invoiceReference: string;
  status: string;
  readonly files: FarFile[];
  /** Requests about it that are on their way. */
  underWay: number;
  /** When its results were told last. */
  listedAt: number;
}

/** One thing the service did because Clipdesk asked for it. */
export interface Deed {
  readonly at: number;
  readonly kind:
    | 'create'
    | 'update'
    | 'upload'
    | 'remark'
    | 'request-offer'
    | 'accept-offer'
    | 'cancel'
    | 'close'
    | 'verdict';
  readonly job: number;
  readonly file: number | null;
  /** The results it was about, as the service had them at that moment. */
  readonly images: readonly number[];
  readonly verdict: FarVerdict | null;
  /** Number of the request: what one request does to many pictures shares it. */
  readonly request: number;
  /** The words of the order, to tell jobs apart that have no number yet. */
  readonly order: string;
  /** Set when Clipdesk, alive, got the answer that it was done. */
  answered: boolean;
  /** A process ended, or the register failed, soon after it was answered: it may not have been written down. */
  followedByEnd: boolean;
  /** A second delivery of one request, made by the network. */
  readonly again: boolean;
}

/** Milliseconds. */
const LOOKED_AT_JUST_NOW = 2_100;

const cancellable: ReadonlySet<string> = new Set(['CJ_NEW', 'CJ_WAIT_ACCEPTANCE', 'CJ_WAIT_ACCEPTANCE2']);
const offered: ReadonlySet<string> = new Set([
  'CJ_NEED_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE2',
]);
const underReview: ReadonlySet<string> = new Set(['CJ_WORK_DONE', 'CJ_WORK_DONE_REMIND', 'CJ_PART_REVIEWED']);

/** The order a job was made for: the first tag, which nobody changes. */
export const orderOf = (tags: readonly string[]): string =>
  tags.find((tag) => tag.startsWith('order-')) ?? '';

/** What the service knows and does: Bright River as its documents describe it, without a wire. */
export class FarService {
  readonly jobs = new Map<number, FarJob>();
  readonly deeds: Deed[] = [];
  /** Session tokens it takes; the others are answered with 401. */
  readonly sessions = new Set<string>();
  /** Every secret it ever gave or took: none may be found in a file of Clipdesk. */
  readonly secrets = new Set<string>();
  readonly results: FarResults;
  readonly #seed: number;
  readonly #time: VirtualTime;
  readonly #trace: Trace;
  #lastId = 100;
  #request = 0;

  constructor(seed: number, time: VirtualTime, trace: Trace) {
    this.#seed = seed;
    this.results = new FarResults(seed);
    this.#time = time;
    this.#trace = trace;
  }

  #id(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** What was answered just now may not have been written down: it may come again. */
  mayComeAgain(): void {
    for (const deed of this.deeds) if (this.#time.now() - deed.at < 120_000) deed.followedByEnd = true;
  }

  nextRequest(): number {
    this.#request += 1;
    return this.#request;
  }

  job(id: number): FarJob {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Refused(404);
    return job;
  }

  note(deed: Pick<Deed, 'kind' | 'request' | 'again'> & Partial<Deed> & { readonly far: FarJob }): void {
    const { far, ...rest } = deed;
    const noted: Deed = {
      at: this.#time.now(),
      job: far.id,
      file: null,
      images: [],
      verdict: null,
      order: orderOf(far.tags),
      answered: false,
      followedByEnd: false,
      ...rest,
    };
    this.deeds.push(noted);
    const about = noted.file === null ? '' : ` file ${String(noted.file)} [${noted.images.join(' ')}]`;
    const said =
      noted.verdict === null ? '' : noted.verdict.accepted ? ' accepted' : ` rejected ${noted.verdict.words}`;
    this.#trace.add(`service: ${noted.kind} job ${String(far.id)}${about}${said}`);
  }

  create(body: Readonly<Record<string, unknown>>, request: number, again: boolean): FarJob {
    const tags = Array.isArray(body['tags']) ? body['tags'].map(String) : [];
    const job: FarJob = {
      id: this.#id(),
      name: String(body['name']),
      description: String(body['description']),
      tags,
      invoiceReference: typeof body['invoiceReference'] === 'string' ? body['invoiceReference'] : '',
      status: 'CJ_NEW',
      files: [],
      underWay: 0,
      listedAt: -Infinity,
    };
    this.jobs.set(job.id, job);
    this.note({ kind: 'create', far: job, request, again });
    return job;
  }

  update(job: FarJob, body: Readonly<Record<string, unknown>>, request: number, again: boolean): void {
    job.name = String(body['name']);
    job.description = String(body['description']);
    job.tags = Array.isArray(body['tags']) ? body['tags'].map(String) : [];
    job.invoiceReference = String(body['invoiceReference']);
    this.note({ kind: 'update', far: job, request, again });
  }

  requestOffer(job: FarJob, body: Readonly<Record<string, unknown>>, request: number, again: boolean): void {
    if (job.status !== 'CJ_NEW' && job.status !== 'CJ_REQUEST_OFFER' && !offered.has(job.status))
      throw new Refused(400);
    const files = Array.isArray(body['files']) ? (body['files'] as Record<string, unknown>[]) : [];
    for (const said of files) {
      const file = job.files.find((each) => each.name === said['fileName']);
      if (file === undefined) continue;
      file.remark = String(said['remark']);
      file.tags = Array.isArray(said['tags']) ? said['tags'].map(String) : [];
    }
    if (!offered.has(job.status)) this.#move(job, 'CJ_REQUEST_OFFER');
    this.note({ kind: 'request-offer', far: job, request, again });
  }

  /** Takes every acceptance it hears as a new order, as a careless service would. */
  acceptOffer(job: FarJob, request: number, again: boolean): void {
    this.note({ kind: 'accept-offer', far: job, request, again });
    if (offered.has(job.status)) this.#move(job, 'CJ_ACCEPT');
  }

  cancel(job: FarJob, request: number, again: boolean): void {
    if (!cancellable.has(job.status)) throw new Refused(400);
    this.#move(job, 'CJ_USER_CANCELED');
    this.note({ kind: 'cancel', far: job, request, again });
  }

  close(job: FarJob, request: number, again: boolean): void {
    if (!underReview.has(job.status)) throw new Refused(409);
    this.#move(job, 'CJ_CLIENT_REVIEWED');
    this.note({ kind: 'close', far: job, request, again });
  }

  judge(job: FarJob, file: FarFile, verdict: FarVerdict, request: number, again: boolean): void {
    if (file.results.length === 0) throw new Refused(409);
    file.verdict = verdict;
    if (!verdict.accepted && job.status === 'CJ_WORK_DONE') job.status = 'CJ_PART_REVIEWED';
    this.note({
      kind: 'verdict',
      far: job,
      file: file.id,
      images: file.results.map((image) => image.imageId),
      verdict,
      request,
      again,
    });
  }

  remark(
    job: FarJob,
    name: string,
    body: Readonly<Record<string, unknown>>,
    request: number,
    again: boolean,
  ) {
    const file = job.files.find((each) => each.name === name);
    if (file === undefined) throw new Refused(404);
    file.remark = String(body['remark']);
    file.tags = Array.isArray(body['tags']) ? body['tags'].map(String) : [];
    this.note({ kind: 'remark', far: job, file: file.id, request, again });
  }

  /** The file of that name, made empty when it is not there; `another` makes a second one of the name, as a web upload does. */
  receiving(job: FarJob, name: string, another: boolean): FarFile {
    const known = another ? undefined : job.files.find((each) => each.name === name);
    if (known !== undefined) return known;
    const file: FarFile = {
      id: this.#id(),
      name,
      bytes: Buffer.alloc(0),
      partial: true,
      wholeAt: null,
      remark: '',
      tags: [],
      original: { imageId: this.#id(), fileName: name },
      results: [],
      previous: [],
      verdict: null,
      timesRejected: 0,
    };
    job.files.push(file);
    return file;
  }

  received(job: FarJob, file: FarFile): void {
    file.partial = false;
    file.wholeAt ??= this.#time.now();
    this.note({ kind: 'upload', far: job, file: file.id, request: this.nextRequest(), again: false });
  }

  /** One step on the way of a job that is the service's own to take. False: it waits for the person. */
  goOn(job: FarJob): boolean {
    switch (job.status) {
      case 'CJ_REQUEST_OFFER':
        this.#move(job, 'CJ_NEED_ACCEPTANCE');
        return true;
      case 'CJ_ACCEPT':
        this.#move(job, 'CJ_WORK_PROGRESS');
        return true;
      case 'CJ_WORK_PROGRESS':
        for (const file of job.files) if (!file.partial) this.#deliver(job, file);
        this.#move(job, 'CJ_WORK_DONE');
        return true;
      case 'CJ_CLIENT_REVIEWED':
        this.#move(job, 'CJ_COMPLETED');
        return true;
      default:
        return false;
    }
  }

  remind(job: FarJob): void {
    if (job.status === 'CJ_NEED_ACCEPTANCE') this.#move(job, 'CJ_WAIT_ACCEPTANCE');
    else if (job.status === 'CJ_WAIT_ACCEPTANCE') this.#move(job, 'CJ_WAIT_ACCEPTANCE2');
    else if (job.status === 'CJ_WORK_DONE') this.#move(job, 'CJ_WORK_DONE_REMIND');
  }

  /**
   * The editors put another result in the place of one that may have been looked at. Not in the moment between a look of
   * Clipdesk's and the request that follows from it: against that the service offers no means.
   */
  redo(job: FarJob, chance: number): void {
    if (!underReview.has(job.status)) return;
    if (job.underWay > 0 || this.#time.now() - job.listedAt < LOOKED_AT_JUST_NOW) {
      this.#time.after(LOOKED_AT_JUST_NOW, () => {
        this.redo(job, chance);
      });
      return;
    }
    const file = job.files[Math.floor(chance * job.files.length)];
    if (file === undefined || file.results.length === 0) return;
    this.#deliver(job, file);
  }

  /** The editors touch a result up: the same address, other content. */
  retouch(job: FarJob, chance: number): void {
    const image = pick(
      job.files.flatMap(({ results }) => results),
      chance,
    );
    if (image !== undefined) this.touchUp(image);
  }

  touchUp({ imageId }: FarImage): void {
    this.results.retouch(imageId);
    this.#trace.add(`service: touches result ${String(imageId)} up`);
  }

  #deliver(job: FarJob, file: FarFile): void {
    file.previous = file.results;
    const count = keyedChance(this.#seed, 'results', file.id) < 0.2 ? 2 : 1;
    file.results = Array.from({ length: count }, (_, index) => ({
      imageId: this.#id(),
      fileName: `${file.name}-${String(index)}.png`,
    }));
    if (file.verdict !== null) file.timesRejected += 1;
    file.verdict = null;
    this.#trace.add(
      `service: results of file ${String(file.id)} job ${String(job.id)}: ${file.results.map((image) => image.imageId).join(' ')}`,
    );
  }

  #move(job: FarJob, status: string): void {
    job.status = status;
    this.#trace.add(`service: job ${String(job.id)} is ${status}`);
  }
}

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
