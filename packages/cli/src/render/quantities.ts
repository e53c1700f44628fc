/** `2,127`, the same in every locale. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** `1 row`, `2,127 rows`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function rate(perSecond: number): string {
  return `${perSecond >= 100 ? count(perSecond) : perSecond.toPrecision(3)}/s`;
}

export function bytes(size: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? plural(size, "byte") : `${value.toPrecision(3)} ${units[unit]}`;
}

/** A score with four decimals; rows without one show that they have none. */
export const score = (value: number | null | undefined): string =>
  value === null || value === undefined ? "unscored" : value.toFixed(4);

/** A threshold with four digits that count: those of a rare class are small. `0.8`, `0.2049`. */
export const threshold = (value: number): string => String(Number(value.toPrecision(4)));
