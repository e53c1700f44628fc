const STORED_AS = "pomona.last-filter";

/** Notes the filter that the catalog shows, for pages that are about rows too. */
export function noteFilter(where: string | undefined): void {
  try {
    if (where === undefined) sessionStorage.removeItem(STORED_AS);
    else sessionStorage.setItem(STORED_AS, where);
  } catch {
    // Storage may be forbidden; the filter is written anew then.
  }
}

/** The filter that this tab's catalog showed last, as text; undefined for every row. */
export function lastFilter(): string | undefined {
  try {
    return sessionStorage.getItem(STORED_AS) ?? undefined;
  } catch {
    return undefined;
  }
}
