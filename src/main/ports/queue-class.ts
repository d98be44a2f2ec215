import type { QueueClass, QueuePayload } from './store.ts';

const classes: { readonly [Kind in QueuePayload['kind']]: QueueClass } = {
  'create-job': 'call',
  'upload-file': 'transfer',
  'prove-uploads': 'call',
  'request-offer': 'call',
  'accept-offer': 'call',
  'send-decision': 'call',
  'accept-all': 'call',
  'reject-all': 'call',
  'update-job': 'call',
  'update-remark': 'call',
  'cancel-job': 'call',
  'close-job': 'call',
  'download-archive': 'transfer',
  'download-file': 'transfer',
  'fetch-for-library': 'transfer',
  'send-to-library': 'transfer',
  'complete-library-upload': 'call',
  'cancel-library-upload': 'call',
  'reject-item': 'call',
};

/** Which limit an item runs under; fixed per kind and kept in its row. */
export function queueClassOf(kind: QueuePayload['kind']): QueueClass {
  return classes[kind];
}
