import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/** Of 19: others come first, and get the processor at once when they wake up. */
const NICENESS = 10;

/**
 * The thread that calls this gives way to all others: sending is made of short steps, each of which would wait for the end
 * of a look's turn. Where the system does not tell threads apart (everywhere but on Linux) nothing changes.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    // proc(5): "<process>/task/<thread>"; setpriority(2) takes a thread here.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICENESS);
  } catch {
    // A system without /proc, or one that forbids it.
  }
}
