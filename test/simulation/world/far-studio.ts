import { type Asked, type FarAnswer, type FarEnd, type FarRequest, Refused } from './far-end.ts';
import { pick } from './keyed-chance.ts';
import type { Trace } from './trace.ts';
import { FIRST_MOMENT, type VirtualTime } from './virtual-time.ts';

const HOST = 'studio.far.example';
export const STUDIO_URL = `https://${HOST}`;
export const STUDIO_USER = 'anna';

/** As with results: not in the moment between a look of Clipdesk's and what follows from it. Milliseconds. */
const LOOKED_AT_JUST_NOW = 2_100;

export interface SiteItem {
  readonly path: string;
  /** When it was edited last, and by whom: what tells its versions apart. */
  edited: string;
  user: string;
  size: number;
  isWaiting: boolean;
}

/** An item that was rejected because Clipdesk asked for it. */
export interface RejectionDeed {
  readonly at: number;
  readonly path: string;
  readonly reason: string;
  /** The version it was rejected in, as the list gives it. */
  readonly mark: string;
  readonly request: number;
}

export const markOf = ({ edited, user, size }: SiteItem): string =>
  JSON.stringify([edited, user, String(size)]);

/** A site at a Crafter Studio: what waits for approval, and what became of it. */
export class FarStudio implements FarEnd {
  readonly hosts = [HOST];
  readonly items: SiteItem[] = [];
  readonly deeds: RejectionDeed[] = [];
  readonly passwords = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #secrets: Set<string>;
  readonly #time: VirtualTime;
  readonly #trace: Trace;
  readonly #site = { underWay: 0 };
  #listedAt = -Infinity;
  #last = 0;

  constructor(time: VirtualTime, trace: Trace, secrets: Set<string>) {
    this.#time = time;
    this.#trace = trace;
    this.#secrets = secrets;
    for (let count = 0; count < 4; count += 1) this.submit(0);
  }

  asked(method: string, { pathname }: URL): Asked {
    const name = pathname.endsWith('security/login.json')
      ? 'studioLogin'
      : pathname.endsWith('workflow/reject.json')
        ? 'studioReject'
        : pathname.endsWith('workflow/get-go-live-items.json')
          ? 'studioWaiting'
          : '';
    return { name, isHarmless: method === 'GET', subject: this.#site };
  }

  over(): void {
    this.#sessions.clear();
  }

  heard(): void {
    // The list itself tells what arrived.
  }

  /** The password was changed: the person enters the new one. */
  changePassword(password: string): void {
    this.passwords.clear();
    this.passwords.add(password);
    this.#secrets.add(password);
    this.#sessions.clear();
  }

  answer({ method, url, headers, bytes, number, at }: FarRequest): FarAnswer {
    const { name } = this.asked(method, url);
    const body = (bytes.byteLength === 0 ? {} : JSON.parse(bytes.toString('utf8'))) as Record<
      string,
      unknown
    >;
    if (name === 'studioLogin') {
      if (!this.passwords.has(String(body['password']))) throw new Refused(401);
      this.#last += 1;
      const session = `studio-secret-${String(this.#last)}`;
      this.#sessions.add(session);
      this.#secrets.add(session);
      return { status: 200, body: {}, headers: { 'set-cookie': `JSESSIONID=${session}; Path=/` } };
    }
    const cookie = /JSESSIONID=([^;]+)/.exec(headers['Cookie'] ?? '')?.[1] ?? '';
    if (!this.#sessions.has(cookie)) throw new Refused(401);
    if (name === 'studioWaiting') {
      this.#listedAt = at;
      return { status: 200, body: this.#list() };
    }
    if (name !== 'studioReject') throw new Refused(404);
    const reason = String(body['reason']);
    for (const path of body['items'] as string[]) {
      const item = this.items.find((each) => each.path === path);
      if (item === undefined) continue;
      item.isWaiting = false;
      this.deeds.push({ at, path, reason, mark: markOf(item), request: number });
      this.#trace.add(`studio: rejects ${path} in ${item.edited} for ${reason}`);
    }
    return { status: 200, body: { success: true, message: 'rejected' } };
  }

  #list(): object {
    const waiting = this.items.filter(({ isWaiting }) => isWaiting);
    const children = waiting.map(({ path, edited, user, size }) => ({
      name: path.split('/').at(-1),
      internalName: path,
      uri: path,
      lastEditDate: edited,
      user,
      size: String(size),
      submitted: true,
    }));
    return { documents: [{ name: 'Pages', internalName: 'Pages', children }] };
  }

  #edit(item: SiteItem): void {
    this.#last += 1;
    item.edited = new Date(FIRST_MOMENT + this.#last * 1_000).toISOString();
    item.user = `editor ${String(this.#last % 3)}`;
    item.size = 100 + this.#last;
  }

  /** An editor submits something new, or again what was rejected. */
  submit(chance: number): void {
    const back = chance < 0.5 ? this.items.find(({ isWaiting }) => !isWaiting) : undefined;
    const path = `/site/website/page-${String(this.items.length)}/index.xml`;
    const item = back ?? { path, edited: '', user: '', size: 0, isWaiting: true };
    if (back === undefined) this.items.push(item);
    this.#edit(item);
    item.isWaiting = true;
    this.#trace.add(`studio: ${item.path} waits in ${item.edited}`);
  }

  /** Somebody edits what waits, or approves it. */
  move(kind: 'site-edits' | 'site-approves', chance: number): void {
    if (this.#site.underWay > 0 || this.#time.now() - this.#listedAt < LOOKED_AT_JUST_NOW) {
      this.#time.after(LOOKED_AT_JUST_NOW, () => {
        this.move(kind, chance);
      });
      return;
    }
    const item = pick(
      this.items.filter(({ isWaiting }) => isWaiting),
      chance,
    );
    if (item === undefined) return;
    if (kind === 'site-edits') this.#edit(item);
    else item.isWaiting = false;
    this.#trace.add(`studio: ${kind} ${item.path} ${item.edited}`);
  }
}
