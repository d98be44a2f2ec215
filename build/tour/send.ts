import type { TourJob, Trip } from './trip.ts';
import { confirm, numberOf, PATIENCE } from './trip.ts';

/** Drops the folder of a job on the window and waits for its thumbnails and for a line about every odd file. */
export async function dropFolder({ app, guide }: Trip, job: TourJob): Promise<void> {
  const { shoot } = job;
  const amount = `${String(shoot.pictures.length)} pictures`;
  await guide.step(
    `Drop the folder “${job.shoot.folder.split(/[\/]/).at(-1) ?? ''}” on the window`,
    'drop',
    async (tools) => {
      await app.holdFiles([shoot.folder]);
      await app.see('Drop to start a job');
      await tools.picture('drop-target');
      await app.dropFiles([shoot.folder]);
      await app.find('New job', 'dialog');
      await app.see(amount);
      await app.seePictures('[data-tile] img', shoot.pictures.length);
      for (const { name, sentence } of shoot.bad) {
        await app.see(name);
        await app.see(sentence);
      }
      for (const note of shoot.notes) await app.see(note);
      await app.seeNoMore('Reading the files');
      return null;
    },
  );
}

/** Fills the sheet in by the keyboard and the mouse, and presses its one button. */
export async function sendJob({ app, guide, desk }: Trip, job: TourJob): Promise<void> {
  const amount = `${String(job.shoot.pictures.length)} pictures`;
  const way = job.route === 'ftp' ? 'FTP' : 'web upload';
  await guide.step(`Name the job “${job.name}”, let it travel by ${way}`, 'named', async () => {
    await app.fill('Name', job.name);
    await app.fill('What should be done', job.description);
    await app.click(job.route === 'ftp' ? 'FTP' : 'Web upload', 'radio');
    if (job.askByHand) await app.click('Ask for the offer when everything is sent', 'switch');
    return null;
  });
  await guide.step(`Press “Send ${amount}”: the job is created at the service`, 'created', async () => {
    await app.click(`Send ${amount}`, 'button');
    await app.find(job.name, 'heading');
    const [, number = ''] = await app.read(/\b(\d{5,}) · /, PATIENCE);
    job.id = Number(number);
    const there = await desk().job(numberOf(job));
    confirm(there.name === job.name, `The service calls the job “${there.name}”.`);
    confirm(there.description === job.description, 'The service has another description.');
    return `job ${String(there.id)}, ${there.status}`;
  });
  await guide.step(`Every picture goes by ${way} and is proven`, 'proven', async () => {
    const amount = String(job.shoot.pictures.length);
    await app.see(`At the server ${amount} ${amount} proven`, PATIENCE);
    const files = await desk().files(numberOf(job));
    for (const picture of job.shoot.pictures) {
      const file = files.find(({ fileName }) => fileName === picture.name);
      confirm(file !== undefined, `${picture.name} is not in the service’s list.`);
      confirm(file?.size === picture.bytes, `${picture.name} has another size at the service.`);
    }
    confirm(files.length === job.shoot.pictures.length, `The service lists ${String(files.length)} files.`);
    return `${String(files.length)} files, every size equal`;
  });
}

/** The offer, and its acceptance. */
export async function acceptOffer({ app, guide, desk }: Trip, job: TourJob): Promise<void> {
  const amount = String(job.shoot.pictures.length);
  if (job.askByHand) {
    await guide.step('Ask for the offer', 'offer-asked', async () => {
      await app.click('Ask for the offer', 'button');
      await app.seeNoMore('are proven at the server', PATIENCE);
      const { status } = await desk().job(numberOf(job));
      confirm(status !== 'CJ_NEW', 'The service was not asked for the offer.');
      return status;
    });
  }
  await guide.step(`The offer comes for ${amount} pictures`, 'offer', async () => {
    await app.see(`The offer is for ${amount} pictures`, PATIENCE);
    const { fileCount, status } = await desk().job(numberOf(job));
    confirm(status === 'CJ_WAIT_ACCEPTANCE', `The service says ${status}.`);
    confirm(fileCount === job.shoot.pictures.length, `The offer counts ${String(fileCount)}.`);
    return `${status}, ${String(fileCount)} pictures counted`;
  });
  await guide.step('Accept the offer: production starts', 'production', async () => {
    await app.click('Accept the offer', 'button');
    await app.seeNoMore('Accept the offer', PATIENCE);
    const { status } = await desk().job(numberOf(job));
    confirm(
      ['CJ_ACCEPT', 'CJ_WORK_PROGRESS', 'CJ_WORK_DONE'].includes(status),
      `The service says ${status}.`,
    );
    return status;
  });
}
