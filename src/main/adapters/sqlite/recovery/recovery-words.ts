import type { RecoveredTable, Recovery } from './recover-register.ts';

/** What the rows of a table are to a person, one and many; what nobody would miss is not named in the notice. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  accounts: ['account', 'accounts'],
  jobs: ['job', 'jobs'],
  files: ['picture', 'pictures'],
  decisions: ['decision', 'decisions'],
  queue: ['piece of queued work', 'pieces of queued work'],
  reviews: ['result to review', 'results to review'],
  review_drafts: ['unfinished decision', 'unfinished decisions'],
  ledger: ['proof of sending', 'proofs of sending'],
  watch_folders: ['watched folder', 'watched folders'],
  rejections: ['rejection', 'rejections'],
  library_uploads: ['library upload', 'library uploads'],
  timeline: ['line of history', 'lines of history'],
};

/** Those a person asks about first; the report names all of them. */
const inNotice = ['accounts', 'jobs', 'files', 'decisions', 'queue'];

const number = new Intl.NumberFormat('en');

function counted(table: string, count: number): string {
  const [one, many] = words[table] ?? [`row of “${table}”`, `rows of “${table}”`];
  return `${number.format(count)} ${count === 1 ? one : many}`;
}

const listed = (parts: readonly string[]): string => new Intl.ListFormat('en').format(parts);

const many = (table: string): string => words[table]?.[1] ?? `rows of “${table}”`;

const isMissing = (table: RecoveredTable): boolean => table.missing !== 0;

/** What could not be read: as many as can be said, then what nobody can count. Empty when nothing is known to be missing. */
function missingWords(tables: readonly RecoveredTable[]): readonly string[] {
  const counts = tables.flatMap(({ table, missing }) =>
    missing === null || missing === 0 ? [] : [`at most ${counted(table, missing)}`],
  );
  const unknown = tables.filter(({ missing }) => missing === null).map(({ table }) => many(table));
  return [
    ...(counts.length === 0 ? [] : [`Not readable: ${listed(counts)}.`]),
    ...(unknown.length === 0
      ? []
      : [`Perhaps more is missing of these, nobody can say how many: ${listed(unknown)}.`]),
  ];
}

/** What became of a damaged register, in a few sentences. */
export function recoverySentence(recovery: Recovery, aside: string, report: string): string {
  const named = inNotice.flatMap((name) => recovery.tables.filter(({ table }) => table === name));
  const back = named.filter(({ rows }) => rows > 0);
  const missing = missingWords(named);
  const { held } = recovery.settled;
  return [
    'The register of this profile was damaged.',
    back.length === 0
      ? 'Nothing of it could be read; jobs at the service can be added again by their number.'
      : `Brought back from it: ${listed(back.map(({ table, rows }) => counted(table, rows)))}.`,
    ...(missing.length === 0 ? ['Nothing is known to be missing.'] : missing),
    ...(held === 0
      ? []
      : [`${counted('queue', held)} ${held === 1 ? 'waits' : 'wait'} until you have looked at the service.`]),
    `The damaged file is kept as ${aside}; ${report} says everything.`,
  ].join(' ');
}

/** The report that lies beside the damaged file. */
export function recoveryReport(recovery: Recovery, aside: string, at: Date): string {
  const { settled, tables } = recovery;
  const rows = tables.map(
    (table) =>
      `- ${counted(table.table, table.rows)}. ${isMissing(table) ? missingWords([table]).join(' ') : 'Nothing is known to be missing.'}`,
  );
  const after = [
    [settled.ofLostAccounts, 'rows belonged to accounts that are lost; they are in the damaged file only'],
    [settled.jobsWithoutName, 'jobs are known by their pictures and decisions only'],
    [settled.accountsWithoutAddress, 'accounts are known by their jobs only: give them their address again'],
    [settled.draftsAgain, 'jobs had no number yet and are drafts again: look whether the service has them'],
    [settled.held, 'pieces of queued work are held, because doing them twice would be wrong'],
    [
      settled.picturesOutOfQueue,
      'pictures lost their place in the queue and are left out: “Send after all” sends them',
    ],
    [settled.decisionsOutOfQueue, 'decisions lost their place in the queue: decide again'],
  ] as const;
  return [
    `The register of this profile was found damaged on ${at.toISOString()} and set aside as ${aside}.`,
    'This could be read and is in the new register:',
    ...rows,
    '',
    'So that nothing is done twice, all work that was not finished asks the service first.',
    ...after
      .filter(([count]) => count > 0)
      .map(([count, sentence]) => `- ${number.format(count)} ${sentence}.`),
    '',
  ].join('\n');
}
