/** What is wrong with a folder somebody wrote; empty when it can be tried. */
export function folderProblem(written: string): string {
  const folder = written.trim();
  if (folder === '') return 'Choose a folder first.';
  if (/^(\/|[a-z]:[\\/]|\\\\)/i.test(folder)) return '';
  return 'Write the whole path, from / or, on Windows, from the letter of the disk.';
}
