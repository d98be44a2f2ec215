import type { Place, TourJob, Trip, Verdict } from './trip.ts';
import { confirm, numberOf, PATIENCE } from './trip.ts';

/** A pin to be set: the first reason offered that has this word in it (any, when none has), at this place. */
export interface PlannedPin {
  readonly word: string;
  readonly at: Place;
}

/** What is rejected, by the name of the picture, and where; everything else is accepted. */
export type Plan = ReadonlyMap<string, readonly PlannedPin[]>;

/** Waits for the results of a job and opens them from the board. */
export async function openRoom({ app, guide, desk }: Trip, job: TourJob, picture: string): Promise<void> {
  const amount = String(job.shoot.pictures.length);
  await guide.step(`The results of “${job.name}” are back`, `${picture}-back`, async () => {
    await app.click('Jobs', 'button');
    await app.find(`Review ${amount}: ${job.name}`, 'button', PATIENCE);
    const { status } = await desk().job(numberOf(job));
    confirm(status === 'CJ_WORK_DONE', `The service says ${status}.`);
    return status;
  });
  await guide.step('See original and result side by side', `${picture}-side-by-side`, async () => {
    await app.click(`Review ${amount}: ${job.name}`, 'button');
    await app.see(`left to review of ${amount}`);
    await shown(app);
    return null;
  });
}

/** The picture in the room, once original and result are both drawn. */
async function shown(app: Trip['app']): Promise<string> {
  const name = await app.text('main[aria-label="Review"] h1:has(+ .of)');
  await app.seePictures(`img[alt=${JSON.stringify(`Original of ${name}`)}]`, 1);
  await app.seePictures(`img[alt=${JSON.stringify(`Result of ${name}`)}]`, 1);
  return name;
}

/** Takes one picture after the other: keys for the verdict, the mouse for the place. In the first job the first rejection is preceded by a slip, which is taken back. */
export async function reviewAll(trip: Trip, job: TourJob, plan: Plan): Promise<void> {
  const { app, guide } = trip;
  const { length } = job.shoot.pictures;
  let hasSlipped = job.route !== 'ftp';
  for (let at = 1; at <= length; at += 1) {
    const name = await shown(app);
    const number = `${String(at)} of ${String(length)}`;
    const pins = plan.get(name) ?? [];
    if (pins.length === 0) {
      await guide.step(`Accept ${number}, ${name}`, 'accept', async () => {
        await app.press('a');
        await app.see(at === length ? 'Everything is decided' : `${name} accepted`);
        job.verdicts.set(name, { decision: 'accepted', reasons: [] });
        return null;
      });
      continue;
    }
    const amount = pins.length === 1 ? 'a pin' : `${String(pins.length)} pins`;
    if (!hasSlipped) {
      hasSlipped = true;
      await guide.step(`Accept ${number} by mistake, and take it back`, 'taken-back', async () => {
        await app.press('a');
        await app.see(at === length ? 'Everything is decided' : `${name} accepted`);
        await app.press('u');
        await app.find(name, 'heading');
        await shown(app);
        return null;
      });
    }
    await guide.step(`Reject ${number}, ${name}, with ${amount}`, 'reject', async (tools) => {
      job.verdicts.set(name, { decision: 'rejected', reasons: await setPins(trip, name, pins) });
      await app.waitGone('[role="log"] > *');
      await tools.picture('pins');
      await app.press('r');
      await app.see(at === length ? 'Everything is decided' : `${name} rejected`);
      return null;
    });
  }
  await guide.step('Everything is decided', 'decided', async () => {
    await app.see('Everything is decided');
    await app.see('The service has every decision', PATIENCE);
    return compareDecisions(trip, job);
  });
}

async function setPins(
  { app }: Trip,
  name: string,
  pins: readonly PlannedPin[],
): Promise<Verdict['reasons']> {
  const reasons = await app.texts('aside ol button .cut');
  const offered = reasons.map((reason, index) => ({ key: String(index + 1), reason }));
  const set: { reason: string; pin: Place }[] = [];
  for (const { word, at } of pins) {
    const free = offered.filter(({ reason }) => set.every((other) => other.reason !== reason));
    const chosen = free.find(({ reason }) => reason.toLowerCase().includes(word)) ?? free[0];
    if (chosen === undefined) throw new Error('The review room offers no reason.');
    await app.press(chosen.key);
    await app.see('Click the spot, or drag to draw a circle');
    await app.drag(`img[alt=${JSON.stringify(`Result of ${name}`)}]`, at);
    set.push({ reason: chosen.reason, pin: at });
    await app.find(`Pin ${String(set.length)}, ${chosen.reason}`, 'button');
  }
  return set;
}

/** Furthest a pin may lie from where the mouse set it, as a fraction of the picture. */
const NEAR = 0.01;

/** The service's own record of every decision, held against what the tour did. */
async function compareDecisions({ desk }: Trip, job: TourJob): Promise<string> {
  const files = await desk().filesForReview(numberOf(job));
  let pins = 0;
  for (const [name, verdict] of job.verdicts) {
    const file = files.find(({ fileName }) => fileName === name);
    if (file === undefined) throw new Error(`${name} is not in the service’s list.`);
    confirm(
      file.acceptedByUser === (verdict.decision === 'accepted'),
      `The service has another decision on ${name}.`,
    );
    const given = (file.reviews?.rejects ?? []).flatMap(({ rejects }) => rejects);
    for (const { reason, pin } of verdict.reasons) {
      const near = given
        .filter((each) => each.reason === reason)
        .flatMap(({ positions }) => positions)
        .some(
          ({ xPercent, yPercent }) =>
            Math.abs(xPercent - pin.x) <= NEAR && Math.abs(yPercent - pin.y) <= NEAR,
        );
      confirm(near, `The service has no pin for “${reason}” at its place on ${name}.`);
      pins += 1;
    }
  }
  const count = (decision: Verdict['decision']): string =>
    String([...job.verdicts.values()].filter((verdict) => verdict.decision === decision).length);
  confirm(job.verdicts.size === job.shoot.pictures.length, 'Not every picture was decided.');
  return `${count('accepted')} accepted, ${count('rejected')} rejected, every pin in its place: ${String(pins)}`;
}
