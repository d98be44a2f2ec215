/** Numbers and times as they are written on the screen. All pure. */

/** Bytes, decimal units as file managers of photographers show them: "182.4 MB", "0 bytes". */
export function bytes(size: number): string {
  if (size < 1_000) return size === 1 ? '1 byte' : `${size} bytes`;
  if (size < 1_000_000) return `${Math.round(size / 1_000)} KB`;
  if (size < 1_000_000_000) return `${(size / 1_000_000).toFixed(1)} MB`;
  return `${(size / 1_000_000_000).toFixed(2)} GB`;
}

/** Bytes per second: "6.4 MB/s". */
export function rate(bytesPerSecond: number): string {
  return `${bytes(Math.round(bytesPerSecond))}/s`;
}

/** How much longer, as coarse as it is known: "less than a minute left", "about 4 min left". */
export function timeLeft(seconds: number): string {
  if (seconds < 50) return 'less than a minute left';
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `about ${minutes} min left`;
  const tens = Math.round(minutes / 10) * 10;
  const rest = tens % 60;
  return rest === 0 ? `about ${tens / 60} h left` : `about ${Math.floor(tens / 60)} h ${rest} min left`;
}

/** A length of time, rounded the way people say it: "12 s", "4 min 50 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) {
    const rest = Math.round((whole % 60) / 10) * 10;
    const minutes = Math.floor(whole / 60) + (rest === 60 ? 1 : 0);
    return rest === 0 || rest === 60 ? `${minutes} min` : `${minutes} min ${rest} s`;
  }
  if (whole < 3_600) return `${Math.round(whole / 60)} min`;
  const minutes = Math.round((whole % 3_600) / 60);
  const hours = Math.floor(whole / 3_600) + (minutes === 60 ? 1 : 0);
  return minutes === 0 || minutes === 60 ? `${hours} h` : `${hours} h ${minutes} min`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** "14:32" */
export function clockTime(instant: number): string {
  const date = new Date(instant);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "14:32:08" */
export function exactTime(instant: number): string {
  return `${clockTime(instant)}:${two(new Date(instant).getSeconds())}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function dayNumber(instant: number): number {
  const date = new Date(instant);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** "14:32" today, "Yesterday, 16:40", "18 Nov", "18 Nov 2025". */
export function moment(instant: number, now: number): string {
  const days = dayNumber(now) - dayNumber(instant);
  if (days === 0) return clockTime(instant);
  if (days === 1) return `Yesterday, ${clockTime(instant)}`;
  const date = new Date(instant);
  const day = `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;
  return date.getFullYear() === new Date(now).getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** "14:32:08" today, "Yesterday, 16:40", "18 Nov, 09:12:30": when something happened, as exactly as it helps. */
export function moreExactly(instant: number, now: number): string {
  const days = dayNumber(now) - dayNumber(instant);
  if (days === 0) return exactTime(instant);
  return days === 1 ? moment(instant, now) : `${moment(instant, now)}, ${exactTime(instant)}`;
}

/** "12 s ago", "3 min ago", "yesterday, 16:40". */
export function ago(instant: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - instant) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return `at ${moment(instant, now)}`;
}

/** "1 picture", "12 pictures"; thousands get a narrow space. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${number(amount)} ${amount === 1 ? one : many}`;
}

/** "12 340": a narrow no-break space every three digits from ten thousand on. */
export function number(amount: number): string {
  const digits = String(Math.round(amount));
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
