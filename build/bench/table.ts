import type { MeasuredRow } from './rows.ts';

function goalOf(row: MeasuredRow): string {
  const sign = row.better === 'less' ? '≤' : '≥';
  return row.ratio === null ? `${sign} ${row.goal} ${row.unit}`.trim() : `${sign} ${row.goal} ×`;
}

/** How far a row is from its goal, and why. */
function missedBy(row: MeasuredRow): string {
  const far = row.ratio === null ? `${row.ours} ${row.unit}` : `${row.ratio.toFixed(2)} ×`;
  const why = row.why === '' ? 'Why is not known.' : row.why;
  return `! ${row.name}: ${far} instead of ${goalOf(row)}. ${why}`;
}

/** The rows as text in columns, then a sentence for each row that misses its goal. */
export function table(rows: readonly MeasuredRow[]): string {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))];
  const head = ['', 'unit', 'ours', ...peers, 'ratio', 'goal', ''];
  const body = rows.map((row) => [
    row.name,
    row.unit,
    String(row.ours),
    ...peers.map((peer) => (row.peers[peer] === undefined ? '' : String(row.peers[peer]))),
    row.ratio === null ? '' : row.ratio.toFixed(2),
    goalOf(row),
    row.ok ? 'ok' : 'MISSED',
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((line) => (line[column] ?? '').length)),
  );
  const lines = [head, ...body].map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const missed = rows.filter((row) => !row.ok);
  const words = [
    ...rows.filter((row) => row.note !== '').map((row) => `  ${row.name}: ${row.note}`),
    ...missed.map(missedBy),
  ];
  const summary =
    missed.length === 0
      ? `All ${rows.length} rows reach their goal.`
      : `${missed.length} of ${rows.length} rows miss their goal: ${missed.map((row) => row.name).join('; ')}.`;
  return [...lines, '', ...words, ...(words.length === 0 ? [] : ['']), summary].join('\n');
}
