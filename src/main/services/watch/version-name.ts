/** `IMG_1.jpg` exported for the second time: `IMG_1 (version 2).jpg`. */
export function versionName(name: string, version: number): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${stem} (version ${String(version)})${dot > 0 ? name.slice(dot) : ''}`;
}
