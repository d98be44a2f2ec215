import './hosts/spare-memory.ts';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withEnvironment } from './adapters/keychain/environment-secrets.ts';
import { openSecrets } from './adapters/keychain/open-secrets.ts';
import { withRedaction } from './adapters/keychain/redacted-secrets.ts';
import { systemClock } from './adapters/clock/system-clock.ts';
import { openLogFile } from './adapters/log/log-file.ts';
import { createRedactor } from './adapters/log/redactor.ts';
import { commandWords, type CommandWords } from './command-line/arguments.ts';
import { createOutput, exitCodes, type Output } from './command-line/output.ts';
import { runPractice } from './command-line/practice-command.ts';
import { findCommand, runCommand } from './command-line/run-command.ts';
import { usage, UsageError } from './command-line/usage.ts';
import { errorData, toAppError } from './errors/app-error.ts';
import { inhibitSleep } from './hosts/inhibit-sleep.ts';
import { profileFolder } from './hosts/profile-folder.ts';
import type { Host } from './ports/host.ts';
import { version } from '../../package.json';

/** Nobody sits in front of a command: what needs a window says so, notices go to standard error. */
const commandLineHost: Host = {
  kind: 'command-line',
  chooseFolder: () => Promise.resolve(null),
  chooseFiles: () => Promise.resolve([]),
  openExternal: () => Promise.resolve(),
  showInFolder: () => Promise.resolve(),
  notify(title, body) {
    process.stderr.write(`${title}: ${body}\n`);
  },
  systemProxy: () => Promise.resolve(null),
  keepAwake: inhibitSleep,
};

/** Who reads along may stop reading (`| head`): the work goes on all the same. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const write = (text: string): void => {
  process.stdout.write(text);
};
const writeError = (text: string): void => {
  process.stderr.write(text);
};

/** The guided tour drives a window with a test driver; it is part of a checkout, not of an installed Clipdesk. */
function runTour(): Promise<number> {
  const script = join(import.meta.dirname, '../../build/tour/tour.ts');
  if (!existsSync(script)) {
    writeError('The guided tour is part of Clipdesk’s source, not of the installed program.\n');
    return Promise.resolve(exitCodes.failed);
  }
  return new Promise((resolve) => {
    spawn(process.execPath, [script], { stdio: 'inherit' }).on('close', (code) => {
      resolve(code ?? exitCodes.failed);
    });
  });
}

async function practice({ flags }: CommandWords, home: string, signal: AbortSignal): Promise<number> {
  const { startPracticeStudio } = await import('./practice/practice-studio.ts');
  const { startFurtherServices } = await import('./practice/further-services.ts');
  await runPractice(
    flags,
    join(home, 'practice'),
    ({ port, speed, home: folder }) =>
      startPracticeStudio({
        home: folder,
        speed,
        clock: systemClock,
        random: Math.random,
        ...(port === null ? {} : { port }),
      }),
    startFurtherServices,
    write,
    signal,
  );
  return exitCodes.done;
}

async function command(
  given: CommandWords,
  home: string,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  findCommand(given.words);
  const { startApp } = await import('./app.ts');
  const redactor = createRedactor();
  const log = openLogFile({ folder: home, clock: systemClock, redactor });
  const application = await startApp({
    home,
    version,
    host: commandLineHost,
    secrets: withRedaction(await openSecrets(log), redactor),
    overlaySecrets: (secrets, serves) =>
      withRedaction(withEnvironment(secrets, process.env, serves), redactor),
    clock: systemClock,
    random: Math.random,
    log,
    runQueue: true,
    followJobs: false,
    undoTime: 0,
    onlyAccount: given.flags.account ?? null,
    compareWorker: new URL('compare-worker.js', import.meta.url),
    inspectWorker: new URL('inspect-worker.js', import.meta.url),
    registerWorker: new URL('register-worker.js', import.meta.url),
    lookWorker: new URL('look-worker.js', import.meta.url),
    practice: null,
    environment: process.env,
  });
  try {
    const result = await runCommand(given, application, output, process.env, signal);
    output.result(result);
    return exitCodes[result.outcome];
  } finally {
    await application.stop();
  }
}

async function main(words: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      interrupted.abort();
    });
  let output = createOutput(words.includes('--json'), write, writeError);
  try {
    const given = commandWords(words);
    output = createOutput(
      given.flags.json ?? false,
      write,
      writeError,
      process.stderr.isTTY ? process.stderr : null,
    );
    const home = given.flags.home ?? profileFolder();
    if ((given.flags.help ?? false) || given.words[0] === 'help') {
      write(`${usage}\n`);
      return exitCodes.done;
    }
    if (given.words[0] === 'tour') return await runTour();
    if (given.words[0] === 'practice') return await practice(given, home, interrupted.signal);
    return await command(given, home, output, interrupted.signal);
  } catch (thrown) {
    const wrong = thrown instanceof UsageError;
    const error = wrong
      ? { code: 'usage', message: thrown.message, action: 'person' as const }
      : errorData(toAppError(thrown));
    output.result({ outcome: wrong ? 'usage' : 'failed', data: {}, lines: [], error });
    if (wrong && !words.includes('--json')) writeError(`\n${usage}\n`);
    return wrong ? exitCodes.usage : exitCodes.failed;
  }
}

process.exitCode = await main(process.argv.slice(2));
