import type { Instant, Receipt, ReceiptFormat, ReceiptLine } from '../../../preload/contract/index.ts';

const iso = (at: Instant | null): string => (at === null ? '' : new Date(at).toISOString());

/** A spreadsheet must never take a name for a formula (OWASP, CSV injection): such a cell begins with an apostrophe. */
function harmless(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

/** RFC 4180, section 2: quoted where a comma, a quote or a line break is in it; quotes doubled. */
function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = harmless(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const columns: readonly (readonly [string, (line: ReceiptLine) => string | number | null])[] = [
  ['name', (line) => line.name],
  ['path', (line) => line.path],
  ['bytes', (line) => line.size],
  ['md5', (line) => line.md5],
  ['route', (line) => line.route],
  ['server_id', (line) => line.serverId],
  ['bytes_sent', (line) => line.bytesSent],
  ['started', (line) => iso(line.startedAt)],
  ['finished', (line) => iso(line.finishedAt)],
  ['state', (line) => line.state],
  ['reason', (line) => line.reason],
  ['proof', (line) => line.proof?.kind ?? ''],
  ['proven', (line) => iso(line.proof?.at ?? null)],
  ['server_name', (line) => line.proof?.name ?? ''],
  ['server_bytes', (line) => line.proof?.size ?? null],
  ['server_md5', (line) => line.proof?.md5 ?? null],
];

/** Opens with a byte order mark: without one, spreadsheets read names with umlauts wrong. */
function csv({ files }: Receipt): string {
  const rows = [
    columns.map(([name]) => name),
    ...files.map((line) => columns.map(([, value]) => cell(value(line)))),
  ];
  return `\uFEFF${rows.map((row) => `${row.join(',')}\r\n`).join('')}`;
}

/** The same with dates as text (ISO 8601, UTC), so that no reader has to know ours. */
export function receiptJson(receipt: Receipt): Readonly<Record<string, unknown>> {
  return {
    ...receipt,
    madeAt: iso(receipt.madeAt),
    job: { ...receipt.job, createdAt: iso(receipt.job.createdAt) },
    files: receipt.files.map(({ fileId: _, ...line }) => ({
      ...line,
      startedAt: line.startedAt === null ? null : iso(line.startedAt),
      finishedAt: line.finishedAt === null ? null : iso(line.finishedAt),
      proof: line.proof === null ? null : { ...line.proof, at: iso(line.proof.at) },
    })),
  };
}

/** A receipt as the text of a file. Pure. */
export function receiptText(receipt: Receipt, format: ReceiptFormat): string {
  return format === 'csv' ? csv(receipt) : `${JSON.stringify(receiptJson(receipt), null, 2)}\n`;
}
