/** `2016-05-13T13:30:52.363Z`; null stays null. */
export function zonedDate(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

/** As `rejectedjobs` gives it: the same without the zone. */
export function zonelessDate(instant: number): string {
  return new Date(instant).toISOString().slice(0, -1);
}

/** `YYYYMMDD`, in UTC: the first part of a job's storage path. */
export function studioDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10).replaceAll('-', '');
}
