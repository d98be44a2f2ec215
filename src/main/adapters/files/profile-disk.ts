import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProfileDisk } from '../../ports/profile-disk.ts';

interface Mount {
  readonly folder: string;
  readonly fileSystem: string;
}

/** File systems whose files lie on another computer, or are shared by several. */
const remote = new Set([
  ...[
    'nfs',
    'nfs4',
    'cifs',
    'smb',
    'smb2',
    'smb3',
    'smbfs',
    'ncpfs',
    'afs',
    'afpfs',
    'coda',
    'webdav',
    'davfs',
  ],
  ...[
    '9p',
    'virtiofs',
    'vboxsf',
    'ceph',
    'lustre',
    'glusterfs',
    'gpfs',
    'beegfs',
    'gfs2',
    'ocfs2',
    'orangefs',
    'prl_fs',
  ],
]);

/** `fuseblk` is a disk of this computer (NTFS, exFAT); everything else in a program of its own may lie anywhere. */
const isRemoteSystem = (fileSystem: string): boolean =>
  remote.has(fileSystem) ||
  fileSystem === 'fuse' ||
  fileSystem.startsWith('fuse.') ||
  fileSystem === 'macfuse';

const local: ProfileDisk = { isRemote: false, fileSystem: '' };

/** `/proc/self/mounts`: device, folder (blanks as `\040`), file system. The last mount of a folder is the one that counts. */
export function linuxMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line): Mount[] => {
    const [, folder, fileSystem] = line.split(' ');
    if (folder === undefined || fileSystem === undefined) return [];
    const plain = folder.replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(parseInt(digits, 8)),
    );
    return [{ folder: plain, fileSystem }];
  });
}

/** What `mount` says on macOS: `//anna@server/share on /Volumes/share (smbfs, nodev, nosuid)`. */
export function darwinMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line): Mount[] => {
    const found = /^.* on (\/.*) \(([^,)]+)/.exec(line);
    return found?.[1] === undefined || found[2] === undefined
      ? []
      : [{ folder: found[1], fileSystem: found[2] }];
  });
}

/** The disk of an absolute path: the deepest mount above it. */
export function diskOf(path: string, mounts: readonly Mount[]): ProfileDisk {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const below = mount.folder === '/' ? '/' : `${mount.folder}/`;
    const isAbove = path === mount.folder || path.startsWith(below);
    if (isAbove && mount.folder.length >= (found?.folder.length ?? 0)) found = mount;
  }
  return found === null
    ? local
    : { isRemote: isRemoteSystem(found.fileSystem), fileSystem: found.fileSystem };
}

/** Windows resolves the letter of a network drive to `\\server\share`. */
export const windowsDisk = (path: string): ProfileDisk =>
  /^\\\\(?![?.]\\(?!UNC\\))/.test(path) ? { isRemote: true, fileSystem: 'smb' } : local;

/** Folders that are not made yet lie where their parent does. */
function whereItIs(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : whereItIs(parent);
  }
}

/** Looks where the profile folder (absolute, need not exist) lies; a system that does not say counts as a local disk. */
export function findProfileDisk(folder: string): ProfileDisk {
  try {
    const path = whereItIs(folder);
    switch (process.platform) {
      case 'win32':
        return windowsDisk(path);
      case 'darwin':
        return diskOf(path, darwinMounts(execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 5_000 })));
      default:
        return diskOf(path, linuxMounts(readFileSync('/proc/self/mounts', 'utf8')));
    }
  } catch {
    return local;
  }
}
