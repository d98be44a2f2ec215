import { resolve } from 'node:path';
import { required } from '../arguments.ts';
import type { Command } from '../command.ts';
import { done } from '../output.ts';

/** How Clipdesk stands, for somebody who has to find out why something does not work. */
export const diagnostics: Command = async ({ application, flags }) => {
  const path = resolve(required(flags.to, 'to'));
  await application.writeDiagnostics(path, flags['full-paths'] ?? false);
  return done({ path }, [
    `Written to ${path}, without secrets and addresses. Look through it before you send it.`,
  ]);
};
