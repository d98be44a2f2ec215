import type { Place, TourJob, Trip, Verdict } from './trip.ts';
import { confirm, numberOf, PATIENCE } from './trip.ts';

/** What is done to one picture in the room. Reasons are named by their key. */
export type Doing =
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject'; readonly marks: readonly { readonly key: string; readonly at: Place }[] };

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

/** Takes one picture after the other: keys for the verdict, the mouse for the place. */
export async function reviewAll(trip: Trip, job: TourJob, doings: readonly Doing[]): Promise<void> {
  const { app, guide } = trip;
  const last = job.shoot.pictures.length - 1;
  let undone = false;
  for (let at = 0; at <= last; at += 1) {
    const doing = doings[at] ?? { kind: 'accept' };
    const number = `${String(at + 1)} of ${String(last + 1)}`;
    if (doing.kind === 'accept') {
      // The last of a row of plain acceptances closes the step.
      const from = at;
      while (at < last && (doings[at + 1] ?? { kind: 'accept' }).kind === 'accept') at += 1;
      const to = at;
      await guide.step(
        from === to
          ? `Accept picture ${number}`
          : `Accept pictures ${String(from + 1)} to ${String(to + 1)} of ${String(last + 1)}`,
        'accept',
        async () => {
          for (let each = from; each <= to; each += 1)
            job.verdicts.set(await acceptShown(trip, each === last), accepted);
          return null;
        },
      );
      continue;
    }
    const { marks } = doing;
    await guide.step(
      `Reject picture ${number} with ${marks.length === 1 ? 'a pin' : `${String(marks.length)} pins`}`,
      'reject',
      async (tools) => {
        const name = await shown(app);
        if (!undone) {
          undone = true;
          await app.press('a');
          await app.see(`${name} accepted`);
          await app.press('u');
          await app.find(name, 'heading');
          await shown(app);
          await tools.picture('taken-back');
        }
        job.verdicts.set(name, { decision: 'rejected', reasons: await setPins(trip, name, marks) });
        await tools.picture('pins');
        await app.press('r');
        await app.see(`${name} rejected`);
        return null;
      },
    );
  }
  await guide.step('Everything is decided', 'decided', async () => {
    await app.see('Everything is decided');
    await app.see('The service has every decision', PATIENCE);
    return compareDecisions(trip, job);
  });
}

const accepted: Verdict = { decision: 'accepted', reasons: [] };

async function acceptShown({ app }: Trip, isLast: boolean): Promise<string> {
  const name = await shown(app);
  await app.press('a');
  await app.see(isLast ? 'Everything is decided' : `${name} accepted`);
  return name;
}

async function setPins(
  { app }: Trip,
  name: string,
  marks: readonly { readonly key: string; readonly at: Place }[],
): Promise<Verdict['reasons']> {
  const set: { reason: string; pin: Place }[] = [];
  for (const [index, { key, at }] of marks.entries()) {
    const reason = await app.text(`aside button[aria-keyshortcuts="${key}"] .cut`);
    await app.press(key);
    await app.see('Click the spot, or drag to draw a circle');
    await app.drag(`img[alt=${JSON.stringify(`Result of ${name}`)}]`, at);
    await app.find(`Pin ${String(index + 1)}, ${reason}`, 'button');
    set.push({ reason, pin: at });
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
  return `${count('accepted')} accepted, ${count('rejected')} rejected, ${String(pins)} pins in their places`;
}
