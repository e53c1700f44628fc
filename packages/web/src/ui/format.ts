const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const formatCount = (count: number): string => whole.format(count);
export const formatScore = (score: number): string => score.toFixed(score >= 0.9995 ? 2 : 3);

/** A number as short as it can be told apart in a range of this width. */
export function formatNumber(value: number, span = Math.abs(value)): string {
  if (Math.abs(value) >= 1e5) return compact.format(value);
  const digits =
    span >= 50 || Number.isInteger(value) ? 0 : Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(span || 1))));
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}

const monthUtc = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });
const dayUtc = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const minuteUtc = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});
const DAY_MS = 86_400_000;

/** The start of a bin of the calendar, as precise as the bin is wide: a year, a month, a day or a minute (UTC). */
export function formatCalendar(milliseconds: number, binMs: number): string {
  if (binMs >= 360 * DAY_MS) return String(new Date(milliseconds).getUTCFullYear());
  if (binMs >= 28 * DAY_MS) return monthUtc.format(milliseconds);
  return (binMs >= DAY_MS ? dayUtc : minuteUtc).format(milliseconds);
}

export const formatDay = (milliseconds: number): string => day.format(milliseconds);
export const formatMoment = (iso: string): string => minute.format(new Date(iso));

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** A share of 1 in percent, with a decimal below ten. */
export const formatShare = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
