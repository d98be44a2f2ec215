import { absolute, type MeasuredRow } from '../rows.ts';
import { edgeTrials, type EdgeTrial } from './edge-trial.ts';

/** Pixels the cut-outs are wide: as large as what is seen reduced, and larger. */
const widths = [1600, 4000] as const;

/** Walks the edges of cut-outs whose defects are known, and of clean ones. */
export async function edgeRows(
  products: number,
  seed: number,
  signal: AbortSignal,
): Promise<readonly MeasuredRow[]> {
  const trials: EdgeTrial[] = [];
  for (let index = 0; index < products; index++) {
    const width = widths[index % widths.length] ?? widths[0];
    trials.push(...(await edgeTrials(seed * 1000 + index, width, 'transparent', signal)));
  }
  const spoilt = trials.filter(({ defect }) => defect !== null);
  const clean = trials.filter(({ defect }) => defect === null);
  const found = spoilt.filter((trial) => trial.found);
  const note = `seed ${String(seed)}; ${String(spoilt.length)} cut-outs with one defect of six kinds, ${String(clean.length)} clean ones, ${widths.join(' and ')} px wide`;
  const share = (part: number, of: number): number => (100 * part) / Math.max(1, of);
  return [
    absolute({
      name: 'edge tour: known defects found',
      unit: '%',
      ours: share(found.length, spoilt.length),
      goal: 90,
      better: 'more',
      note,
    }),
    absolute({
      name: 'edge tour: the most suspicious spot is the defect',
      unit: '%',
      ours: share(spoilt.filter(({ first }) => first).length, found.length),
      goal: 95,
      better: 'more',
      note: `of the ${String(found.length)} found`,
    }),
    absolute({
      name: 'edge tour: false alarms',
      unit: 'a picture',
      ours: trials.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0) / Math.max(1, trials.length),
      goal: 0.2,
      note: 'spots where nothing is wrong, clean cut-outs and others',
    }),
  ];
}
