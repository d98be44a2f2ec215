import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  darwinMounts,
  diskOf,
  findProfileDisk,
  linuxMounts,
  windowsDisk,
} from '../../../../src/main/adapters/files/profile-disk.ts';

const linux = linuxMounts(`/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/photos /mnt/photo\\040desk nfs4 rw,vers=4.2 0 0
//nas/share /mnt/share cifs rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
anna@host: /home/anna/there fuse.sshfs rw 0 0
/dev/sdc1 /media/card fuseblk rw 0 0
`);

test.each([
  ['/home/anna/.config/Clipdesk', false, 'ext4'],
  ['/mnt/photo desk', true, 'nfs4'],
  ['/mnt/photo desk/Clipdesk', true, 'nfs4'],
  ['/mnt/photo desk too', false, 'ext4'],
  ['/mnt/share/Clipdesk', true, 'cifs'],
  ['/mnt/share/local/Clipdesk', false, 'ext4'],
  ['/home/anna/there/desk', true, 'fuse.sshfs'],
  ['/media/card/desk', false, 'fuseblk'],
])('on Linux %s lies behind a network: %s', (path, isRemote, fileSystem) => {
  expect(diskOf(path, linux)).toEqual({ isRemote, fileSystem });
});

test('on macOS the shares are those that mount names', () => {
  const mounts = darwinMounts(`/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//anna@nas._smb._tcp.local/Studio on /Volumes/Studio (smbfs, nodev, nosuid, mounted by anna)
/dev/disk4s1 on /Volumes/Card (1) (exfat, local, nodev)
`);
  expect(diskOf('/Volumes/Studio/Clipdesk', mounts)).toEqual({ isRemote: true, fileSystem: 'smbfs' });
  expect(diskOf('/Volumes/Card (1)/Clipdesk', mounts)).toEqual({ isRemote: false, fileSystem: 'exfat' });
  expect(diskOf('/Users/anna', mounts).isRemote).toBe(false);
});

test('on Windows a network path is one with a server in it', () => {
  expect(windowsDisk('\\\\nas\\studio\\Clipdesk').isRemote).toBe(true);
  expect(windowsDisk('\\\\?\\UNC\\nas\\studio').isRemote).toBe(true);
  expect(windowsDisk('C:\\Users\\anna').isRemote).toBe(false);
  expect(windowsDisk('\\\\?\\C:\\Users\\anna').isRemote).toBe(false);
});

test('a folder of this computer that is not made yet lies where its parent does', () => {
  expect(findProfileDisk(join(tmpdir(), 'not', 'made', 'yet'))).toMatchObject({ isRemote: false });
});
