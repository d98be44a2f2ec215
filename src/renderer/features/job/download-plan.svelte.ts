import { client, ClientError, sentenceOf } from '../../client.ts';
import type { DownloadPlan, DownloadRoute, DownloadWish, JobId } from '../../../preload/contract/index.ts';
import { folderProblem } from './folder-words.ts';

/** How long somebody may type before the names are worked out anew. Milliseconds. */
const PAUSE = 180;

/** What a download would do with what the sheet says now; asked again whenever that changes. */
export class PlannedDownload {
  readonly jobId: JobId;
  folder = $state('');
  template = $state('{name}{ext}');
  route = $state<DownloadRoute>('file');
  plan = $state.raw<DownloadPlan | null>(null);
  folderWrong = $state('');
  templateWrong = $state('');
  /** The choices made before are not known yet. */
  loading = $state(true);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(jobId: JobId, folder: string) {
    this.jobId = jobId;
    this.folder = folder;
  }

  get wish(): DownloadWish {
    return { folder: this.folder.trim(), template: this.template, route: this.route };
  }

  /** Fills in what was chosen before. */
  async begin(): Promise<void> {
    try {
      const before = await client.downloads.choices(this.jobId);
      this.template = before.template;
      this.route = before.route;
      if (this.folder === '') this.folder = before.folder ?? '';
    } catch (thrown) {
      this.folderWrong = sentenceOf(thrown);
    }
    this.loading = false;
    await this.#look();
  }

  changed(): void {
    this.folderWrong = '';
    this.templateWrong = '';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), PAUSE);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Shows a refusal beside what it is about. */
  blame(thrown: unknown): void {
    const field = thrown instanceof ClientError ? thrown.data.field : undefined;
    if (field === 'template') this.templateWrong = sentenceOf(thrown);
    else this.folderWrong = sentenceOf(thrown);
  }

  async #look(): Promise<void> {
    if (folderProblem(this.folder) !== '') {
      this.plan = null;
      return;
    }
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const plan = await client.downloads.plan(this.jobId, this.wish);
      if (mine === this.#asked) this.plan = plan;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.plan = null;
      this.blame(thrown);
    }
  }
}
