import type { RecoveredTable, Recovery } from './recover-register.ts';

/** What the rows of a table are to a person, one and many, in the order in which somebody would ask about them. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  accounts: ['account', 'accounts'],
  jobs: ['job', 'jobs'],
  files: ['picture', 'pictures'],
  decisions: ['decision', 'decisions'],
  review_drafts: ['unfinished decision', 'unfinished decisions'],
  queue: ['piece of queued work', 'pieces of queued work'],
  queue_jobs: ['place of a job in the queue', 'places of jobs in the queue'],
  queue_pause: ['pause of the queue', 'pauses of the queue'],
  reviews: ['result to review', 'results to review'],
  ledger: ['proof of sending', 'proofs of sending'],
  sent_parts: ['beginning of an upload', 'beginnings of uploads'],
  parts: ['unfinished download', 'unfinished downloads'],
  download_choices: ['choice for saving results', 'choices for saving results'],
  watch_folders: ['watched folder', 'watched folders'],
  taken: ['file taken from a watched folder', 'files taken from watched folders'],
  rejections: ['rejection on a site', 'rejections on a site'],
  waiting_lists: ['list of what waits on a site', 'lists of what waits on a site'],
  ready_reasons: ['list of a site’s reasons', 'lists of a site’s reasons'],
  library_uploads: ['library upload', 'library uploads'],
  library_parts: ['part of a library upload', 'parts of library uploads'],
  inspections: ['check of a picture', 'checks of pictures'],
  preflight_settings: ['set of rules for checks', 'sets of rules for checks'],
  wordings: ['reason in own words', 'reasons in own words'],
  timeline: ['line of history', 'lines of history'],
  settings: ['set of settings', 'sets of settings'],
  last_contact: ['note of a last contact', 'notes of last contacts'],
};

const order = Object.keys(words);

/** What nobody has a word for stands last. */
const place = ({ table }: RecoveredTable): number =>
  order.includes(table) ? order.indexOf(table) : order.length;

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
  const rows = [...tables]
    .sort((one, other) => place(one) - place(other))
    .filter((table) => table.rows > 0 || isMissing(table))
    .map(
      (table) =>
        `- ${counted(table.table, table.rows)}. ${isMissing(table) ? missingWords([table]).join(' ') : 'Nothing is known to be missing.'}`,
    );
  const after = [
    [settled.ofLostAccounts, 'Entries of accounts that are lost; they are in the damaged file only'],
    [settled.jobsWithoutName, 'Jobs known by their pictures and decisions only'],
    [settled.accountsWithoutAddress, 'Accounts known by their jobs only: give them their address again'],
    [
      settled.draftsAgain,
      'Jobs that had no number yet and are drafts again: look whether the service has them',
    ],
    [settled.held, 'Pieces of queued work that are held, because doing them twice would be wrong'],
    [
      settled.picturesOutOfQueue,
      'Pictures that lost their place in the queue and are left out (“Send after all” sends them)',
    ],
    [settled.decisionsOutOfQueue, 'Decisions that lost their place in the queue: decide again'],
  ] as const;
  return [
    `The register of this profile was found damaged on ${at.toISOString()} and set aside as ${aside}.`,
    ...(rows.length === 0
      ? ['Nothing of it could be read.']
      : ['This could be read and is in the new register:', ...rows]),
    '',
    'So that nothing is done twice, all work that was not finished asks the service first.',
    ...after
      .filter(([count]) => count > 0)
      .map(([count, what]) => `- ${what}. There ${count === 1 ? 'is' : 'are'} ${number.format(count)}.`),
    '',
  ].join('\n');
}
