import { spawn } from 'node:child_process';

/** The program that keeps this system awake as long as it runs; null where there is none that could be asked. */
function inhibitor(reason: string, platform: NodeJS.Platform): readonly string[] | null {
  if (platform === 'darwin') return ['caffeinate', '-i', '-w', String(process.pid)];
  if (platform === 'linux')
    return [
      'systemd-inhibit',
      '--what=sleep',
      '--mode=block',
      '--who=Clipdesk',
      `--why=${reason}`,
      'tail',
      `--pid=${String(process.pid)}`,
      '-f',
      '/dev/null',
    ];
  return null;
}

/**
 * Keeps the computer awake with a program of the system: `caffeinate` on macOS, `systemd-inhibit` on Linux. Both end by
 * themselves when Clipdesk does. Elsewhere, and where the program is missing or not allowed to, nothing happens.
 */
export function inhibitSleep(reason: string, platform: NodeJS.Platform = process.platform): () => void {
  const [program, ...args] = inhibitor(reason, platform) ?? [];
  if (program === undefined) return () => undefined;
  const child = spawn(program, args, { stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
  return () => {
    child.kill();
  };
}
