/**
 * What glibc keeps for each thread that once decoded a picture is never given back: two such stores instead of eight per
 * core save a hundred megabytes and no time; fixed thresholds (bytes) make it give pixels and pieces of files (64 KiB each)
 * back at once, nearly two hundred more. Elsewhere, and in Electron with its own allocator, it means nothing.
 */
export const fewArenas = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
