/** How often a process that is not the runner tries to become it. Milliseconds. */
export const RUNNER_LOOK_EVERY = 1_000;

/** How long stopping waits for a request that must not be repeated to end by itself. Milliseconds. */
export const STOP_GRACE = 5_000;

/** How long stopping then waits for handlers to notice that they were aborted. Milliseconds. */
export const STOP_PATIENCE = 5_000;

/** How long finished work stays in the queue's own rows; jobs and files keep what came of it. Milliseconds. */
export const FORGET_AFTER = 30 * 86_400_000;
