/** What kind of disk the profile folder lies on. */
export interface ProfileDisk {
  /** Behind a network, or in a program of its own (FUSE): shared memory and some locks cannot be relied on there. */
  readonly isRemote: boolean;
  /** The file system as its system calls it, for a person: `nfs`, `smb`, `fuse.sshfs` …; empty when it is not known. */
  readonly fileSystem: string;
}
