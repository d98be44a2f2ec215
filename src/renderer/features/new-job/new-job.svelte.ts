import { client, ClientError, onPush, sentenceOf } from '../../client.ts';
import type {
  AccountId,
  DraftChoices,
  FileId,
  JobFile,
  JobId,
  JobSummary,
  Route,
  SendInput,
} from '../../../preload/contract/index.ts';
import { throttle } from '../shell/throttle.ts';
import { draftTotals, hasTile, listedProblems } from './draft-words.ts';

type FieldName = 'name' | 'description' | 'tags' | 'invoiceReference' | 'deadline' | 'specification';

function numberOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text.trim());
}

/** The new-job sheet: what is typed on the left, the files of the draft on the right. */
export class NewJob {
  readonly jobId: JobId;
  name = $state('');
  description = $state('');
  tags = $state.raw<readonly string[]>([]);
  invoiceReference = $state('');
  accountId = $state<AccountId | null>(null);
  route = $state<Route>('ftp');
  routeChosen = $state(false);
  isTest = $state(false);
  requestOffer = $state(true);
  /** Digits or empty; the service's own numbers. */
  deadline = $state('');
  specification = $state('');
  /** The draft was kept with numbers: they must be seen, not folded away. */
  numbersKept = $state(false);

  loaded = $state(false);
  reading = $state(true);
  /** Something was typed or chosen that would be lost. */
  typed = $state(false);
  busy = $state<'no' | 'sending' | 'keeping'>('no');
  problem = $state('');
  problems = $state<Partial<Record<FieldName, string>>>({});

  #files = $state.raw<ReadonlyMap<FileId, JobFile>>(new Map());
  readonly files = $derived([...this.#files.values()]);
  readonly problemFiles = $derived(listedProblems(this.files));
  /** What the grid shows: everything that is a picture, also when it is left out. */
  readonly tiles = $derived(this.files.filter(hasTile));
  readonly totals = $derived(draftTotals(this.files));
  #nameTyped = false;
  readonly #readSoon = throttle(() => this.#read(), 250);

  constructor(jobId: JobId) {
    this.jobId = jobId;
  }

  /** Reads the draft and follows it; returns the stop. */
  start(): () => void {
    void this.#read();
    const stops = [
      onPush('files-changed', (change) => {
        if (change.jobId === this.jobId) this.#put(change.files);
      }),
      onPush('jobs-changed', (changed) => {
        if (changed.some((job) => job.id === this.jobId)) this.#readSoon();
      }),
    ];
    // Reading ends without a word of its own; while it goes on, look again every second.
    const timer = setInterval(() => {
      if (this.reading) this.#readSoon();
    }, 1_000);
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }

  nameTyped(): void {
    this.#nameTyped = true;
    this.touch('name');
  }

  touch(field?: FieldName): void {
    this.typed = true;
    this.problem = '';
    if (field !== undefined) delete this.problems[field];
  }

  chooseRoute(route: Route): void {
    this.route = route;
    this.routeChosen = true;
    this.touch();
  }

  /** True when the draft was sent. */
  async send(): Promise<boolean> {
    if (this.name.trim() === '') {
      this.problems.name = 'Give the job a name.';
      return false;
    }
    if (!this.#numbersRead()) return false;
    return this.#write('sending', (input) => client.jobs.send(this.jobId, input));
  }

  async keep(): Promise<boolean> {
    if (!this.#numbersRead()) return false;
    return this.#write('keeping', (input) => client.jobs.keepDraft(this.jobId, input));
  }

  async #write(busy: 'sending' | 'keeping', call: (input: SendInput) => Promise<void>): Promise<boolean> {
    const input = this.#input();
    if (this.busy !== 'no' || input === null) return false;
    this.busy = busy;
    this.problem = '';
    try {
      await call(input);
      return true;
    } catch (thrown) {
      const field = thrown instanceof ClientError ? thrown.data.field : undefined;
      if (field === 'name' || field === 'description' || field === 'tags' || field === 'invoiceReference') {
        this.problems[field] = sentenceOf(thrown);
      } else this.problem = sentenceOf(thrown);
      return false;
    } finally {
      this.busy = 'no';
    }
  }

  #numbersRead(): boolean {
    for (const field of ['deadline', 'specification'] as const) {
      if (!/^\d{0,9}$/.test(this[field].trim())) this.problems[field] = 'Digits only, or leave it empty.';
    }
    return this.problems.deadline === undefined && this.problems.specification === undefined;
  }

  #input(): SendInput | null {
    if (this.accountId === null) return null;
    const reference = this.invoiceReference.trim();
    return {
      accountId: this.accountId,
      name: this.name.trim(),
      description: this.description.trim(),
      tags: [...this.tags],
      invoiceReference: reference === '' ? null : reference,
      isTest: this.isTest,
      route: this.route,
      requestOffer: this.requestOffer,
      deadlineId: numberOrNull(this.deadline),
      specificationKey: numberOrNull(this.specification),
    };
  }

  async #read(): Promise<void> {
    try {
      const detail = await client.jobs.get(this.jobId);
      this.#files = new Map(detail.files.map((file) => [file.id, file]));
      this.reading = detail.reading;
      this.#fill(detail.job, detail.draft);
      this.loaded = true;
    } catch (thrown) {
      this.problem = sentenceOf(thrown);
      this.reading = false;
    }
  }

  /** What the draft says, as long as the person has not said otherwise. */
  #fill(job: JobSummary, draft: DraftChoices | null): void {
    if (!this.#nameTyped) this.name = job.name;
    if (!this.routeChosen) this.route = job.route;
    if (this.loaded) return;
    this.accountId = job.accountId;
    this.description = job.description;
    this.tags = job.tags;
    this.invoiceReference = job.invoiceReference ?? '';
    this.isTest = job.isTest;
    this.requestOffer = draft?.requestOffer ?? true;
    this.deadline = String(draft?.deadlineId ?? '');
    this.specification = String(draft?.specificationKey ?? '');
    this.numbersKept = this.deadline !== '' || this.specification !== '';
  }

  #put(files: readonly JobFile[]): void {
    const next = new Map(this.#files);
    for (const file of files) next.set(file.id, file);
    this.#files = next;
  }
}
