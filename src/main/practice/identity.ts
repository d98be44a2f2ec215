import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import type { Identity } from './data/studio-data.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Throw-away credentials and a self-made certificate for 127.0.0.1. Tokens are GUIDs, as in the documents' addresses. */
export async function newIdentity(now: number): Promise<Identity> {
  const made = await generate([{ name: 'commonName', value: 'Clipdesk practice studio' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + 3650 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return {
    clientToken: randomUUID(),
    sessionToken: randomUUID(),
    accountId: 23147,
    ftpUser: 'practice',
    ftpPassword: randomBytes(12).toString('base64url'),
    certificate: made.cert,
    privateKey: made.private,
    port: null,
    ftpPort: null,
    lastJobId: 353412,
    lastImageId: 217666,
  };
}

/** SHA-256 of the certificate's DER form, lower-case hex. */
export function certificateFingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
