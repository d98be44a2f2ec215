import { expect, test } from 'vitest';
import type {
  Choice,
  DecidedTogether,
  DecisionId,
  ImageId,
  JobId,
  PictureHistory,
  RemoteFileId,
  ReviewDraft,
  ReviewPair,
  ReviewRoom,
  ReviewsApi,
  Verdict,
  VersionMark,
} from '../../../../src/preload/contract/index.ts';
import { Drafts } from '../../../../src/renderer/features/review/drafts.svelte.ts';
import { ReviewRoomState } from '../../../../src/renderer/features/review/review-room.svelte.ts';

const JOB = 'job' as JobId;
const ACCEPT: Verdict = { kind: 'accept' };
const REJECT: Verdict = { kind: 'reject', reasons: [{ reason: 'Halo', pins: [] }], remark: '' };

function pairOf(id: number, change: Partial<ReviewPair> = {}): ReviewPair {
  const image = { imageId: id as ImageId, name: `${id}.png`, thumbnail: 't', preview: 'p', full: 'f' };
  return {
    fileId: id as RemoteFileId,
    name: `picture ${id}`,
    original: image,
    results: [image],
    version: 1,
    versionMark: `mark ${id}` as VersionMark,
    decision: null,
    changed: '',
    judged: [],
    hasHistory: false,
    blocked: '',
    ...change,
  };
}

/** The far end of the wire: it keeps decisions as the main process promises to. */
class FarEnd implements ReviewsApi {
  pairs: ReviewPair[];
  refusal: Error | null = null;
  readonly asked: { readonly file: number; readonly seen: string; readonly verdict: Verdict }[] = [];
  readonly #order: (readonly RemoteFileId[])[] = [];
  readonly drafts: ReviewDraft[] = [];
  opened = false;
  reasons: readonly string[] = ['Halo'];

  constructor(pairs: readonly ReviewPair[]) {
    this.pairs = [...pairs];
  }

  open(): Promise<ReviewRoom> {
    this.opened = true;
    return Promise.resolve(this.#room());
  }

  decide(_job: JobId, file: RemoteFileId, seen: VersionMark, verdict: Verdict): Promise<ReviewPair> {
    this.asked.push({ file, seen, verdict });
    if (this.refusal !== null) return Promise.reject(this.refusal);
    this.#order.push([file]);
    return Promise.resolve(this.#keep(file, verdict));
  }

  read(): Promise<ReviewRoom> {
    return Promise.resolve(this.opened ? this.#room() : { ...this.#room(), pairs: [] });
  }

  decideTogether(_job: JobId, choices: readonly Choice[]): Promise<DecidedTogether> {
    const pairs: ReviewPair[] = [];
    const refused: DecidedTogether['refused'][number][] = [];
    for (const { fileId, verdict } of choices) {
      const pair = this.pairs.find((each) => each.fileId === fileId);
      if (pair?.blocked === '') pairs.push(this.#keep(fileId, verdict));
      else refused.push({ fileId, name: pair?.name ?? '', sentence: pair?.blocked ?? '' });
    }
    this.#order.push(choices.map((choice) => choice.fileId));
    return Promise.resolve({ pairs, refused });
  }

  undo(): Promise<readonly ReviewPair[]> {
    return Promise.resolve((this.#order.pop() ?? []).map((file) => this.change(file, { decision: null })));
  }

  redo(): Promise<readonly ReviewPair[]> {
    return Promise.resolve([]);
  }

  history(): Promise<readonly PictureHistory[]> {
    return Promise.resolve([]);
  }

  keepDraft(_job: JobId, draft: ReviewDraft): Promise<void> {
    this.drafts.push(draft);
    return Promise.resolve();
  }

  keepWording(_job: JobId, text: string): Promise<readonly string[]> {
    return Promise.resolve([text]);
  }

  forgetWording(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  acceptAll(): Promise<ReviewRoom> {
    return this.#all(ACCEPT);
  }

  rejectAll(_job: JobId, reason: string): Promise<ReviewRoom> {
    return this.#all({ kind: 'reject', reasons: [{ reason, pins: [] }], remark: '' });
  }

  change(file: RemoteFileId, change: Partial<ReviewPair>): ReviewPair {
    const index = this.pairs.findIndex((pair) => pair.fileId === file);
    const changed = { ...(this.pairs[index] ?? pairOf(file)), ...change };
    this.pairs[index] = changed;
    return changed;
  }

  #all(verdict: Verdict): Promise<ReviewRoom> {
    for (const pair of this.pairs) {
      if (pair.decision === null && pair.blocked === '') this.#keep(pair.fileId, verdict);
    }
    return Promise.resolve(this.#room());
  }

  #keep(file: RemoteFileId, verdict: Verdict): ReviewPair {
    const id = `decision ${file}` as DecisionId;
    return this.change(file, { decision: { id, at: 1, verdict, state: { kind: 'kept' } } });
  }

  #room(): ReviewRoom {
    return {
      jobId: JOB,
      jobName: 'Job',
      pairs: [...this.pairs],
      reasons: this.reasons,
      wordings: [],
      drafts: this.drafts,
      redoOf: null,
      offline: false,
    };
  }
}

async function opened(pairs: readonly ReviewPair[]): Promise<{
  readonly room: ReviewRoomState;
  readonly far: FarEnd;
  readonly said: string[];
  readonly failed: unknown[];
}> {
  const far = new FarEnd(pairs);
  const said: string[] = [];
  const failed: unknown[] = [];
  const room = new ReviewRoomState(JOB, far, new Drafts(), {
    say: (sentence) => said.push(sentence),
    fail: (thrown) => failed.push(thrown),
  });
  await room.open();
  return { room, far, said, failed };
}

test('the room opens at the first picture that waits and goes on to the next, past the end', async () => {
  const { room } = await opened([
    pairOf(1),
    pairOf(2, { blocked: 'Nothing has come back yet.' }),
    pairOf(3),
    pairOf(4),
  ]);
  room.show(2);
  room.decide(ACCEPT);
  expect(room.pair?.fileId).toBe(4);
  room.decide(REJECT);
  expect(room.pair?.fileId).toBe(1);
  room.decide(ACCEPT);
  expect(room.finished).toBe(true);
  expect(room.standing).toMatchObject({ total: 4, left: 0, accepted: 2, rejected: 1, blocked: 1, kept: 3 });
});

test('the count falls with the key, before the main process has answered', async () => {
  const { room, far } = await opened([pairOf(1), pairOf(2)]);
  room.decide(ACCEPT);
  expect(room.standing).toMatchObject({ left: 1, accepted: 1, kept: 1 });
  await room.idle();
  expect(far.asked).toEqual([{ file: 1, seen: 'mark 1', verdict: ACCEPT }]);
  expect(room.pending.size).toBe(0);
  expect(room.standing).toMatchObject({ left: 1, accepted: 1, kept: 1 });
});

test('a decision that was refused comes back to the screen and counts as open', async () => {
  const { room, far, failed } = await opened([pairOf(1), pairOf(2)]);
  far.refusal = new Error('refused');
  room.decide(REJECT);
  await room.idle();
  expect(failed).toEqual([far.refusal]);
  expect(room.pair?.fileId).toBe(1);
  expect(room.standing.left).toBe(2);
});

test('undo goes back to the picture and its pins are still there', async () => {
  const { room, said } = await opened([pairOf(1), pairOf(2)]);
  const first = room.pair;
  if (first === null) throw new Error('no picture');
  room.drafts.add(first, 'Halo', { x: 0.2, y: 0.3, radius: null });
  const verdict = room.rejection();
  if (verdict === null) throw new Error('no reason');
  room.decide(verdict);
  room.undo();
  await room.idle();
  expect(room.pair?.fileId).toBe(1);
  expect(room.pair?.decision).toBeNull();
  expect(room.draft?.marks).toHaveLength(1);
  room.undo();
  await room.idle();
  expect(said).toHaveLength(1);
});

test('a redo does not come with the pins of the version before', async () => {
  const { room, far } = await opened([pairOf(1), pairOf(2)]);
  const first = room.pair;
  if (first === null) throw new Error('no picture');
  room.drafts.add(first, 'Halo', { x: 0.2, y: 0.3, radius: null });
  room.decide(REJECT);
  await room.idle();
  far.change(1 as RemoteFileId, { version: 2, versionMark: 'redo' as VersionMark, decision: null });
  await room.refresh();
  room.show(0);
  expect(room.draft?.marks).toEqual([]);
});

test('a blocked picture says why and is not judged', async () => {
  const { room, far, said } = await opened([pairOf(1, { blocked: 'Still the old result.' }), pairOf(2)]);
  room.show(0);
  expect(room.decide(ACCEPT)).toBe(false);
  expect(said).toEqual(['Still the old result.']);
  expect(far.asked).toEqual([]);
});

test('a decision on its way to the service is not changed', async () => {
  const sent = { id: 'd' as DecisionId, at: 1, verdict: ACCEPT, state: { kind: 'sent', at: 2 } } as const;
  const { room, far } = await opened([pairOf(1, { decision: sent }), pairOf(2)]);
  room.show(0);
  expect(room.decide(REJECT)).toBe(false);
  expect(far.asked).toEqual([]);
});

test('a held decision waits for a new look', async () => {
  const held = {
    id: 'd' as DecisionId,
    at: 1,
    verdict: ACCEPT,
    state: { kind: 'held', sentence: 'The picture changed.' },
  } as const;
  const { room } = await opened([pairOf(1), pairOf(2, { decision: held })]);
  expect(room.standing).toMatchObject({ left: 2, accepted: 0, held: 1 });
  room.decide(ACCEPT);
  expect(room.pair?.fileId).toBe(2);
});

test('a newer version is shown before a verdict counts for it', async () => {
  const { room, far } = await opened([pairOf(1), pairOf(2)]);
  const first = room.pair;
  if (first === null) throw new Error('no picture');
  room.drafts.add(first, 'Halo', { x: 0.2, y: 0.3, radius: null });
  far.change(1 as RemoteFileId, { version: 2, versionMark: 'newer' as VersionMark });
  await room.refresh();
  expect(room.pair?.versionMark).toBe('mark 1');
  expect(room.decide(ACCEPT)).toBe(false);
  expect(far.asked).toEqual([]);
  expect(room.pair?.versionMark).toBe('newer');
  expect(room.draft?.marks).toHaveLength(1);
  expect(room.decide(ACCEPT)).toBe(true);
  await room.idle();
  expect(far.asked[0]?.seen).toBe('newer');
});

test('reading again keeps the person at the same picture when others come before it', async () => {
  const { room, far } = await opened([pairOf(1), pairOf(2)]);
  room.show(1);
  far.pairs.unshift(pairOf(7));
  await room.refresh();
  expect(room.pair?.fileId).toBe(2);
  expect(room.index).toBe(2);
});

test('all that is left is decided at once', async () => {
  const { room } = await opened([pairOf(1), pairOf(2), pairOf(3)]);
  room.decide(ACCEPT);
  room.rejectAll('Halo');
  await room.idle();
  expect(room.finished).toBe(true);
  expect(room.standing).toMatchObject({ accepted: 1, rejected: 2, left: 0 });
});

test('a room that cannot be opened says so and opens at the next try', async () => {
  const far = new FarEnd([pairOf(1)]);
  let down = true;
  const room = new ReviewRoomState(
    JOB,
    Object.assign(far, {
      open: () => (down ? Promise.reject(new Error('offline')) : FarEnd.prototype.open.call(far)),
    }),
    new Drafts(),
    { say: () => undefined, fail: () => undefined },
  );
  await room.open();
  expect(room.failure).toBeInstanceOf(Error);
  down = false;
  await room.open();
  expect(room.failure).toBeNull();
  expect(room.pair?.fileId).toBe(1);
});

test('a remark alone is a reason, a bare no is not', async () => {
  const { room } = await opened([pairOf(1)]);
  const first = room.pair;
  if (first === null) throw new Error('no picture');
  expect(room.rejection()).toBeNull();
  room.drafts.remark(first, '  Light rim ');
  expect(room.rejection()).toEqual({ kind: 'reject', reasons: [], remark: 'Light rim' });
});

test('a selection goes over what is shown, and is decided and taken back as one step', async () => {
  const { room, far, said } = await opened([pairOf(1), pairOf(2), pairOf(3, { blocked: 'Old.' }), pairOf(4)]);
  room.film.selectBy(1);
  room.film.selectBy(1);
  expect(room.film.selected.map((pair) => pair.fileId)).toEqual([1, 2, 3]);
  room.decideTogether(
    room.film.selected.map((pair) => ({ fileId: pair.fileId, seen: pair.versionMark, verdict: REJECT })),
  );
  expect(room.film.selected).toEqual([]);
  await room.idle();
  expect(room.standing).toMatchObject({ rejected: 2, left: 1 });
  expect(said).toEqual(['picture 3 not decided: Old.']);
  expect(room.pair?.fileId).toBe(4);
  room.undo();
  await room.idle();
  expect(room.standing.left).toBe(3);
  expect(far.pairs.every((pair) => pair.decision === null)).toBe(true);
});

test('the keys walk what the filter shows, and the next undecided is one of those', async () => {
  const { room, said } = await opened([pairOf(1), pairOf(2), pairOf(3), pairOf(12)]);
  room.film.setFilter({ kind: 'undecided', name: '2' });
  expect(room.pair?.fileId).toBe(2);
  expect(room.film.count).toBe(2);
  room.decide(ACCEPT);
  expect(room.pair?.fileId).toBe(12);
  room.decide(ACCEPT);
  expect(room.finished).toBe(false);
  expect(said).toEqual(['Nothing is left of what the filter shows. F shows the others.']);
  room.film.setFilter({ kind: 'all', name: '' });
  room.nextOpen();
  expect(room.pair?.fileId).toBe(1);
});

test('what is marked is written down, and a room opened later has it', async () => {
  const { room, far } = await opened([pairOf(1)]);
  const first = room.pair;
  if (first === null) throw new Error('no picture');
  room.drafts.add(first, 'Halo', { x: 0.2, y: 0.3, radius: 0.1 });
  room.drafts.remark(first, 'Rim');
  await room.drafts.kept();
  const later = new ReviewRoomState(JOB, far, new Drafts(), {
    say: () => undefined,
    fail: () => undefined,
  });
  await later.open();
  expect(later.draft).toEqual(room.draft);
});

test('a reason used often meanwhile does not change the keys of an open room', async () => {
  const { room, far } = await opened([pairOf(1)]);
  far.reasons = ['Dust', 'Halo'];
  await room.refresh();
  expect(room.room?.reasons).toEqual(['Halo']);
});
