import type { QueueKind, QueueLine } from '../../../preload/contract/index.ts';
import type { IconName } from '../../ui/icons.ts';
import { count, duration, moment } from '../../ui/format.ts';

export function kindIcon(kind: QueueKind): IconName {
  switch (kind) {
    case 'create-job':
      return 'plus';
    case 'upload-file':
      return 'up';
    case 'prove-uploads':
      return 'shield';
    case 'request-offer':
      return 'remark';
    case 'send-decision':
      return 'eye';
    case 'accept-offer':
    case 'accept-all':
      return 'check';
    case 'reject-all':
      return 'cross';
    case 'update-job':
    case 'update-remark':
      return 'remark';
    case 'cancel-job':
      return 'cross';
    case 'close-job':
      return 'folder';
    case 'download-archive':
    case 'download-file':
    case 'fetch-for-library':
      return 'down';
    case 'send-to-library':
      return 'up';
    case 'complete-library-upload':
      return 'check';
    case 'cancel-library-upload':
    case 'reject-item':
      return 'cross';
  }
}

/** What a finished step of a job is called; null for those named after their picture. */
function doneTitle(kind: QueueKind): string | null {
  switch (kind) {
    case 'create-job':
      return 'Job made';
    case 'prove-uploads':
      return 'Names and sizes checked';
    case 'request-offer':
      return 'Offer asked for';
    case 'accept-offer':
      return 'Offer accepted';
    case 'close-job':
      return 'Job closed';
    default:
      return null;
  }
}

/** What stands in bold: the one thing, or how many of its kind. */
export function lineTitle(line: QueueLine): string {
  const { first, count: amount } = line;
  if (amount === 1) return (first.state.kind === 'done' ? doneTitle(first.kind) : null) ?? first.title;
  if (first.state.kind === 'done') {
    switch (first.kind) {
      case 'upload-file':
        return `${count(amount, 'picture')} sent`;
      case 'download-file':
        return `${count(amount, 'result')} saved`;
      case 'send-decision':
        return `${count(amount, 'decision')} sent`;
      case 'complete-library-upload':
        return `${count(amount, 'file')} published`;
      case 'reject-item':
        return `${count(amount, 'rejection')} sent`;
      default:
        return `${first.title}, ${amount} times`;
    }
  }
  return first.title;
}

/** What stands beside it: the job, and how many more there are. */
export function lineAside(line: QueueLine): string {
  const more = line.count - 1;
  if (more === 0 || line.first.state.kind === 'done') {
    return lineTitle(line).includes(`“${line.first.jobName}”`) ? '' : line.first.jobName;
  }
  return `and ${more} more, ${line.first.jobName}`;
}

/** How it stands, in a sentence. */
export function lineState(line: QueueLine, now: number): string {
  const state = line.first.state;
  switch (state.kind) {
    case 'waiting':
    case 'running':
    case 'paused':
    case 'held':
      return state.sentence;
    case 'retrying': {
      const seconds = (state.at - now) / 1_000;
      return `${state.error.message} Try ${state.attempt + 1} ${seconds > 1 ? `in ${duration(seconds)}` : 'now'}`;
    }
    case 'failed':
      return state.error.message;
    case 'done':
      return line.first.kind === 'download-file' ? 'Checked, then named' : '';
  }
}

export function lineTime(line: QueueLine, now: number): string {
  return moment(line.changedAt, now);
}

/** What a person gives up by discarding it. */
export function lossSentence(line: QueueLine): string {
  const amount = line.count;
  switch (line.first.kind) {
    case 'create-job':
      if (line.first.state.kind === 'held')
        return 'The job becomes a draft again. If it was made at the service, it stays there, without pictures; you can add it by its number. Your files stay where they are.';
      return 'The job will not be made at the service, and its pictures will not be sent. Your files stay where they are.';
    case 'upload-file':
      return amount === 1
        ? 'This picture will not be sent. Your file stays where it is.'
        : `These ${amount} pictures will not be sent. Your files stay where they are.`;
    case 'prove-uploads':
      return 'The pictures are sent but stay unproven until they are asked for again.';
    case 'request-offer':
      return 'The offer will not be asked for. You can ask for it again on the job’s page.';
    case 'accept-offer':
      return 'The offer will not be accepted. You can accept it again on the job’s page.';
    case 'send-decision':
    case 'accept-all':
    case 'reject-all':
      return amount === 1
        ? 'Your decision, its pins and its remark are lost; the picture is undecided again.'
        : `Your ${amount} decisions, their pins and remarks are lost; the pictures are undecided again.`;
    case 'update-job':
      return 'The change of the job will not be sent. You can make it again on the job’s page.';
    case 'update-remark':
      return 'The remark will not be sent. You can write it again on the job’s page.';
    case 'cancel-job':
      return 'The job will not be cancelled. You can cancel it again on its page.';
    case 'close-job':
      return 'The job stays open at the service. You can close it again on its page.';
    case 'fetch-for-library':
      return 'The result is not fetched, and does not get into the library. It stays where it is at its service.';
    case 'send-to-library':
    case 'complete-library-upload':
      return 'The file does not get into the library, and what was sent of it is given up. Your file stays where it is.';
    case 'cancel-library-upload':
      return 'The library is not told that this file does not come; the service clears it away by itself.';
    case 'reject-item':
      return amount === 1
        ? 'Your rejection is lost; the item goes on waiting for approval.'
        : `Your ${amount} rejections are lost; the items go on waiting for approval.`;
    case 'download-archive':
      return 'The archive will not be fetched. The results are then fetched one by one.';
    case 'download-file':
      return amount === 1
        ? 'This result will not be saved. You can download it again on the job’s page.'
        : `These ${amount} results will not be saved. You can download them again on the job’s page.`;
  }
}
