/** Milliseconds since 1970 (UTC) that a date text names: from `start` up to, not including, `end`. */
export interface DateSpan {
  start: number;
  end: number;
}

const ISO_DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;

/**
 * The span of an ISO 8601 text as precise as it is written: `2026` is a year, `2026-05` a month, `2026-05-01` a day,
 * `2026-05-01T10:30` a minute, with seconds a second, with a fraction a millisecond. Without an offset it is UTC.
 * Undefined for anything else, and for days that do not exist.
 */
export function dateSpan(text: string): DateSpan | undefined {
  const match = ISO_DATE.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const at = (value: string | undefined, fallback: number) => (value === undefined ? fallback : Number(value));
  const [y, mo, d, h, mi, s] = [at(year, 0), at(month, 1), at(day, 1), at(hour, 0), at(minute, 0), at(second, 0)];
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59) return undefined;
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  const start = utc(y, mo, d) + ((h * 60 + mi) * 60 + s) * 1000 + milliseconds - offsetMs(zone);
  return { start, end: start + lengthMs({ y, mo, month, day, minute, second, fraction }) };
}

interface Written {
  y: number;
  mo: number;
  month: string | undefined;
  day: string | undefined;
  minute: string | undefined;
  second: string | undefined;
  fraction: string | undefined;
}

const DAY_MS = 86_400_000;

function lengthMs(written: Written): number {
  if (written.fraction !== undefined) return 1;
  if (written.second !== undefined) return 1000;
  if (written.minute !== undefined) return 60_000;
  if (written.day !== undefined) return DAY_MS;
  if (written.month !== undefined) return daysIn(written.y, written.mo) * DAY_MS;
  return utc(written.y + 1, 1, 1) - utc(written.y, 1, 1);
}

/** Date.UTC reads years below 100 as 19xx. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

const daysIn = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
