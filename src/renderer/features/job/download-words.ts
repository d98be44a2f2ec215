import type { DownloadRoute, DownloadStarted, OnCollision } from '../../../preload/contract/index.ts';
import { count } from '../../ui/format.ts';

/** Ready-made ways to name results; `own` stands for whatever else is written. */
export const templateChoices: readonly { readonly value: string; readonly label: string }[] = [
  { value: '{name}{ext}', label: 'My names' },
  { value: '{folder}/{name}{ext}', label: 'My names in my folders' },
  { value: '{job}/{name}{ext}', label: 'A folder for the job' },
  { value: '{date} {job}/{folder}/{name}{ext}', label: 'Date and job, my folders' },
  { value: '{name}_v{version}{ext}', label: 'My names with the version' },
  { value: 'own', label: 'Your own template' },
];

export const routeChoices: readonly { readonly value: DownloadRoute; readonly label: string }[] = [
  { value: 'file', label: 'One by one, several at once' },
  { value: 'zip', label: 'As one archive, unpacked here' },
  { value: 'ftp', label: 'From the FTP folder of the job' },
];

export function collisionChoices(
  taken: number,
): readonly { readonly value: OnCollision; readonly label: string; readonly hint: string }[] {
  const one = taken === 1;
  return [
    {
      value: 'keep-both',
      label: 'Keep both',
      hint: one
        ? 'The new one gets a number, unless it is the same picture.'
        : 'The new ones get numbers, unless they are the same pictures.',
    },
    {
      value: 'skip',
      label: one ? 'Leave it out' : 'Leave them out',
      hint: one
        ? 'The file that is there stays; this result is not fetched.'
        : 'The files that are there stay; these results are not fetched.',
    },
    {
      value: 'replace',
      label: 'Replace',
      hint: `${one ? 'The file that is there is' : 'The files that are there are'} moved into a folder “Replaced” with the date, beside it.`,
    },
  ];
}

/** What begins, for the person who pressed the button. */
export function startedWords({ toFetch, alreadyThere, skipped }: DownloadStarted): string {
  const rest = [
    alreadyThere > 0 ? `${count(alreadyThere, 'result')} there already, unchanged.` : '',
    skipped > 0 ? `${count(skipped, 'result')} left out, because of the name.` : '',
  ].filter((sentence) => sentence !== '');
  if (toFetch === 0) return rest.length > 0 ? rest.join(' ') : 'These results are being saved already.';
  return [`Saving ${count(toFetch, 'result')}. Each is checked before it gets its name.`, ...rest].join(' ');
}
