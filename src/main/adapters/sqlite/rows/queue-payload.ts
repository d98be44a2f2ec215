import type { DecisionId, FileId, ImageId } from '../../../../preload/contract/index.ts';
import type { QueuePayload } from '../../../ports/store.ts';
import type { Row } from '../connection.ts';
import { text, UnreadableRow } from './columns.ts';

type Kind = QueuePayload['kind'];
type Content = Readonly<Record<string, unknown>>;

function unreadable(): never {
  throw new UnreadableRow('payload');
}

function textIn(content: Content, member: string): string {
  const value = content[member];
  return typeof value === 'string' && value !== '' ? value : unreadable();
}

function integerIn(content: Content, member: string): number {
  const value = content[member];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : unreadable();
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word {
  return words.find((word) => word === value) ?? unreadable();
}

/** One reader per kind. Written by hand: a queue of a hundred thousand pictures is read in one go. */
const readers: { readonly [K in Kind]: (content: Content) => QueuePayload & { readonly kind: K } } = {
  'create-job': () => ({ kind: 'create-job' }),
  'upload-file': (content) => ({ kind: 'upload-file', fileId: textIn(content, 'fileId') as FileId }),
  'prove-uploads': (content) => ({ kind: 'prove-uploads', round: integerIn(content, 'round') }),
  'request-offer': () => ({ kind: 'request-offer' }),
  'accept-offer': () => ({ kind: 'accept-offer' }),
  'send-decision': (content) => ({
    kind: 'send-decision',
    decisionId: textIn(content, 'decisionId') as DecisionId,
  }),
  'accept-all': () => ({ kind: 'accept-all' }),
  'reject-all': (content) => ({ kind: 'reject-all', reason: textIn(content, 'reason') }),
  'update-job': () => ({ kind: 'update-job' }),
  'update-remark': (content) => ({ kind: 'update-remark', fileId: textIn(content, 'fileId') as FileId }),
  'cancel-job': () => ({ kind: 'cancel-job' }),
  'close-job': () => ({ kind: 'close-job' }),
  'download-archive': (content) => ({ kind: 'download-archive', folder: textIn(content, 'folder') }),
  'download-file': (content) => ({
    kind: 'download-file',
    fileId: textIn(content, 'fileId') as FileId,
    imageId: integerIn(content, 'imageId') as ImageId,
    folder: textIn(content, 'folder'),
    // Rows of older versions hold none of these.
    name: typeof content['name'] === 'string' && content['name'] !== '' ? content['name'] : null,
    onCollision: oneOf(content['onCollision'] ?? 'keep-both', ['keep-both', 'skip', 'replace']),
    route: oneOf(content['route'] ?? 'file', ['file', 'zip', 'ftp']),
  }),
  'fetch-for-library': () => ({ kind: 'fetch-for-library' }),
  'send-to-library': () => ({ kind: 'send-to-library' }),
  'complete-library-upload': () => ({ kind: 'complete-library-upload' }),
  'cancel-library-upload': () => ({ kind: 'cancel-library-upload' }),
  'reject-item': () => ({ kind: 'reject-item' }),
};

function isKind(word: string): word is Kind {
  return Object.hasOwn(readers, word);
}

/** What a queue row asks for; throws `UnreadableRow` when no reader knows it. */
export function queuePayload(row: Row): QueuePayload {
  let content: unknown;
  try {
    content = JSON.parse(text(row, 'payload'));
  } catch {
    return unreadable();
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return unreadable();
  const members = content as Content;
  const kind = text(row, 'kind');
  if (!isKind(kind) || members['kind'] !== kind) return unreadable();
  return readers[kind](members);
}
