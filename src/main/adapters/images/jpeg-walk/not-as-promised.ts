/** The picture is not as its own tables promise; whoever walks gives up and leaves the verdict to a decoder. */
export class NotAsPromised extends Error {}
