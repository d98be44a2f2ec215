import type { AccountId, RejectedEntry, WaitingEntry, WaitingRoom } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import {
  asRead,
  chosenAccount,
  decidingPatience,
  settleElsewhere,
  type Command,
  type CommandContext,
} from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import type { Result } from '../output.ts';
import { required } from '../arguments.ts';
import { UsageError } from '../usage.ts';

const facts = (item: WaitingEntry) => ({
  path: item.path,
  label: item.label,
  category: item.category,
  lastEditedBy: item.lastEditedBy,
  lastEditedAt: item.lastEditedAt === null ? null : new Date(item.lastEditedAt).toISOString(),
  submissionComment: item.submissionComment,
  scheduledDate: item.scheduledDate,
  rejection: item.rejected?.state.kind ?? null,
});

const line = (item: WaitingEntry): string =>
  [
    item.path,
    item.label,
    item.lastEditedBy === '' ? '' : `last edited by ${item.lastEditedBy}`,
    item.scheduledDate ?? '',
    item.submissionComment,
    item.rejected === null ? '' : `rejection ${item.rejected.state.kind}`,
  ]
    .filter((part) => part !== '')
    .join('  ');

function listed(room: WaitingRoom): Result {
  const lines = room.items.map(line);
  return asRead(
    room.trouble,
    {
      items: room.items.map(facts),
      site: room.site,
      readAt: room.readAt === null ? null : new Date(room.readAt).toISOString(),
      ...(room.notice === '' ? {} : { notice: room.notice }),
    },
    room.notice === '' ? lines : [...lines, room.notice],
  );
}

const list: Command = async (context) => {
  const account = await chosenAccount(context, ['crafter']);
  return listed(await context.api.workflow.open(account));
};

function why({ state }: RejectedEntry): string {
  switch (state.kind) {
    case 'held':
    case 'passed':
      return state.sentence;
    case 'failed':
      return state.error.message;
    case 'sent':
      return state.note;
    default:
      return '';
  }
}

/** What became of the paths just rejected; one that is in the list with its rejection, or among those that went. */
function outcomeOfPaths(room: WaitingRoom, paths: readonly string[]) {
  return paths.map((path) => {
    const listed = room.items.find((item) => item.path === path);
    const entry = listed?.rejected ?? room.rejected.find((each) => each.path === path) ?? null;
    const known = { path, label: entry?.label ?? listed?.label ?? path };
    const more = listed === undefined ? {} : facts(listed);
    const note = entry === null ? '' : why(entry);
    return {
      ...known,
      ...more,
      state: entry?.state.kind ?? 'unknown',
      reason: entry?.reason ?? null,
      scheduledDate: entry?.scheduledDate ?? null,
      ...(note === '' ? {} : { note }),
    };
  });
}

/** Lets the queue work, and tells apart what became of these rejections from what was stuck before. */
async function settled(
  context: CommandContext,
  account: AccountId,
  paths: readonly string[],
  isOffline = false,
): Promise<Result> {
  await settleElsewhere(context, account, { patience: decidingPatience(isOffline) });
  const room = await context.api.workflow.read(account);
  const items = outcomeOfPaths(room, paths);
  const lines = items.map(({ path, state, note }) => [path, state, note ?? ''].join('  ').trim());
  const states = new Set(items.map(({ state }) => state));
  const data = { items };
  if (states.has('held') || states.has('failed')) {
    const stuck = [...room.rejected, ...room.items.flatMap(({ rejected }) => rejected ?? [])].find(
      ({ path, state }) => paths.includes(path) && (state.kind === 'held' || state.kind === 'failed'),
    );
    const error =
      stuck?.state.kind === 'failed'
        ? stuck.state.error
        : {
            code: 'held',
            message: stuck === undefined ? '' : `${stuck.label}: ${why(stuck)}`,
            action: 'conflict' as const,
          };
    return { outcome: states.has('failed') ? 'failed' : 'kept', data, lines, error };
  }
  if (states.has('kept') || states.has('sending'))
    return { outcome: 'kept', data, lines, error: await keptReason(context, account) };
  return { outcome: 'done', data, lines };
}

/** The list to decide on. Where it was never read nothing can be decided, and nothing is kept for later either. */
async function lookedAt({ api }: CommandContext, account: AccountId): Promise<WaitingRoom> {
  try {
    return await api.workflow.open(account);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.action !== 'retry') throw error;
    throw new AppError(
      'person',
      'never_read',
      `${error.message} What waits for approval was never read here, so that nothing could be rejected.`,
    );
  }
}

const reject: Command = async (context) => {
  const { api, flags, words } = context;
  const reason = required(flags.reason, 'reason');
  if (words.length === 0) throw new UsageError('Say which PATH is rejected, as “workflow list” shows it.');
  const account = await chosenAccount(context, ['crafter']);
  const before = await lookedAt(context, account);
  const wishes = words.map((path) => {
    const item = before.items.find((each) => each.path === path);
    if (item === undefined)
      throw new AppError(
        'person',
        'not_waiting',
        `${path} does not wait for approval. “workflow list” shows what does.`,
        { field: 'path' },
      );
    return { path, seen: item.mark };
  });
  await api.workflow.reject(account, wishes, reason, flags['scheduled-date'] ?? null);
  return settled(context, account, words, before.trouble !== null);
};

const sites: Command = async (context) => {
  const { api, flags, environment } = context;
  const found = await api.workflow.sites(
    required(flags.api, 'api'),
    required(flags.user, 'user'),
    environment['CLIPDESK_CRAFTER_PASSWORD'] ?? '',
  );
  return {
    outcome: 'done',
    data: { sites: found },
    lines: found.map(({ id, name }) => `${id}  ${name}`),
  };
};

const reasons: Command = async (context) => {
  const texts = await context.api.workflow.reasons(await chosenAccount(context, ['crafter']));
  return { outcome: 'done', data: { reasons: texts }, lines: texts };
};

/** The item of a rejection that is still here. */
async function pending(context: CommandContext) {
  const account = await chosenAccount(context, ['crafter']);
  const [path] = context.words;
  if (path === undefined) throw new UsageError('Say which PATH, as “workflow list” shows it.');
  const room = await context.api.workflow.open(account);
  const item = room.items.find((each) => each.path === path);
  const entry = item?.rejected ?? room.rejected.find((each) => each.path === path);
  if (entry === undefined)
    throw new AppError('person', 'no_rejection', `No rejection of ${path} waits here.`, { field: 'path' });
  return { account, entry, item };
}

const confirm: Command = async (context) => {
  const { account, entry, item } = await pending(context);
  if (item === undefined)
    throw new AppError('person', 'not_waiting', `${entry.path} does not wait for approval any more.`);
  await context.api.workflow.confirm(account, entry.rejection, entry.path, item.mark);
  return settled(context, account, [entry.path]);
};

const drop: Command = async (context) => {
  const { account, entry } = await pending(context);
  return listed(await context.api.workflow.drop(account, entry.rejection, entry.path));
};

export const workflowCommands: Readonly<Record<string, Command>> = {
  list,
  reject,
  confirm,
  drop,
  reasons,
  sites,
};
