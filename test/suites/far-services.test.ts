import { createBlendVision } from '../../src/main/adapters/blendvision/blendvision.ts';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { createCrafter } from '../../src/main/adapters/crafter/crafter.ts';
import type { RemoteJobId } from '../../src/preload/contract/index.ts';
import { json } from '../servers/scripted-http.ts';
import { farServiceSuite } from './far-service.suite.ts';

const clock = { now: () => 0 };
const job = 353413 as RemoteJobId;
const open = { passes: true, pass: () => null };

farServiceSuite('Bright River', {
  secrets: ['client-s3cret', 'session-s3cret'],
  own: { 400: ['conflict', 'bad_request'] },
  open(baseUrl, http) {
    const client = createBrightRiver({
      baseUrl,
      http,
      clock,
      credentials: async () => ({
        clientToken: 'client-s3cret',
        sessionToken: 'session-s3cret',
        ftpUser: '',
        ftpPassword: '',
      }),
    });
    return [
      {
        name: 'status',
        changes: false,
        answer: { status: 'CJ_NEW' },
        run: (signal) => client.jobStatus(job, signal),
      },
      { name: 'files', changes: false, answer: { files: [] }, run: (signal) => client.files(job, signal) },
      { name: 'accept', changes: true, answer: null, run: (signal) => client.acceptAll(job, signal) },
    ];
  },
});

farServiceSuite('BlendVision', {
  secrets: ['token-s3cret'],
  own: { 400: ['person', 'invalid_argument'], 401: ['sign-in', 'token'] },
  open(baseUrl, http) {
    const client = createBlendVision({
      baseUrl,
      http,
      clock,
      organisationId: 'org',
      credentials: async () => ({ token: 'token-s3cret' }),
      onAnswer: () => undefined,
      throttle: open,
    });
    const upload = { fileId: 'file', uploadId: 'upload' };
    return [
      {
        name: 'upload',
        changes: true,
        answer: {
          file: {
            id: 'file',
            upload_data: { id: 'upload', parts: [{ part_number: 0, presigned_url: 'https://s3.test/0' }] },
          },
        },
        run: (signal) => client.beginUpload({ type: 'image', name: 'pear.jpg', size: 3 }, signal),
      },
      {
        name: 'list',
        changes: false,
        answer: { files: [] },
        run: (signal) => client.list('image', 1, 10, signal),
      },
      { name: 'cancel', changes: true, answer: null, run: (signal) => client.cancelUpload(upload, signal) },
      {
        name: 'complete',
        changes: true,
        answer: null,
        run: (signal) => client.completeUpload({ ...upload, checksum: 'abc=', parts: [] }, signal),
      },
    ];
  },
});

farServiceSuite('Crafter Studio', {
  secrets: ['password-s3cret', 'cookie-s3cret'],
  own: { 401: ['sign-in', 'password'] },
  around: (script) => (request, response) => {
    if (!request.path.includes('/login.json')) return script(request, response);
    return json({}, 200, { 'set-cookie': 'JSESSIONID=cookie-s3cret; Path=/studio' })(request, response);
  },
  open(baseUrl, http) {
    const client = createCrafter({
      baseUrl,
      http,
      clock,
      user: 'pat',
      password: async () => 'password-s3cret',
    });
    const rejection = { reason: 'Too dark', items: ['/a.xml'], scheduledDate: null };
    return [
      { name: 'sites', changes: false, answer: { sites: [] }, run: (signal) => client.sites(signal) },
      {
        name: 'waiting',
        changes: false,
        answer: { documents: [] },
        run: (signal) => client.waiting('shop', signal),
      },
      {
        name: 'affected',
        changes: false,
        answer: { items: [] },
        run: (signal) => client.affectedPaths('shop', '/a.xml', signal),
      },
      {
        name: 'reject',
        changes: true,
        answer: { status: 200, message: 'Rejection has been sent.', success: true },
        run: (signal) => client.reject('shop', rejection, signal),
      },
    ];
  },
});
