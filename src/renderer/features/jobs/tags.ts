import type { JobSummary } from '../../../preload/contract/index.ts';

export interface TagCount {
  readonly tag: string;
  readonly jobs: number;
}

/** Tags differ in capitals only by accident. */
export function sameTag(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

export function hasTag(job: JobSummary, tag: string): boolean {
  return job.tags.some((own) => sameTag(own, tag));
}

/** Every tag of the jobs with how many jobs carry it, most used first. */
export function tagCounts(jobs: readonly JobSummary[]): readonly TagCount[] {
  const counts = new Map<string, { tag: string; jobs: number }>();
  for (const job of jobs) {
    for (const key of new Set(job.tags.map((tag) => tag.toLowerCase()))) {
      const entry = counts.get(key);
      if (entry !== undefined) entry.jobs += 1;
      else counts.set(key, { tag: job.tags.find((tag) => sameTag(tag, key)) ?? key, jobs: 1 });
    }
  }
  return [...counts.values()].sort(
    (left, right) => right.jobs - left.jobs || (left.tag < right.tag ? -1 : 1),
  );
}
