/**
 * What each figure should be at 1,000,000 rows of 512 dims; below that the same holds. With more bytes an aim in
 * milliseconds grows in proportion to them, except where it is given for ten million rows.
 */
const AIMS = {
  topk: { medianMs: 80, medianMsAt10Million: 1500, rssGrowthMb: 200 },
  "store-topk": { medianMs: 80, medianMsAt10Million: 1500, rssGrowthMb: 250 },
  "topk-filter-10": { medianMs: 60 },
  "topk-filter-1": { medianMs: 30 },
  recall: { atLeast: 1 },
  create: { medianMs: 1500 },
  "retrain-probe": { medianMs: 3000 },
  "rescore-100": { medianMs: 15_000 },
  "arrivals-1000x100": { medianMs: 500, isFixed: true },
  "automations-on-top": { atMost: 500 },
  "facets-8": { medianMs: 150, medianMsAt10Million: 1000 },
  "facets-8-repeated": { medianMs: 50, isFixed: true },
  "csv-import": { medianMs: 150_000 },
  "npy-import": { medianMs: 25_000 },
  "memory-slope": { atMost: 5 },
  "embed-two-against-one": { atLeast: 1.6 },
  "embed-one-against-bare": { atMost: 1.3 },
  "first-content": { medianMs: 1500, isFixed: true },
  "first-images": { medianMs: 1500, isFixed: true },
  "filter-change": { medianMs: 300, isFixed: true },
  "scroll-rows": { atLeast: 59, longestTaskMs: 50 },
  "scroll-photos": { atLeast: 59, longestTaskMs: 50 },
  "scroll-memory-slope": { atMost: 1 },
  "server-at-peak": { atMost: 700 },
  "map-first-paint-1m": { medianMs: 150, isFixed: true },
  "map-recolour-1m": { medianMs: 30, isFixed: true },
  "map-filter-1m": { medianMs: 30, isFixed: true },
  "map-lasso-1m": { medianMs: 100, isFixed: true },
  "map-digits": { figures: { trustworthiness: { atLeast: 0.96 }, accuracyLoss: { atMost: 0.01 } } },
  "map-60k-x-784": { medianMs: 45_000, isFixed: true },
  "map-200k-x-512": { medianMs: 180_000, isFixed: true },
  "map-1m-x-512": { medianMs: 720_000, isFixed: true, rssGrowthMb: 3000 },
  "place-1000-on-1m-x-512": { medianMs: 1000, isFixed: true },
};
const FULL_SIZE = 1_000_000 * 512;
/** The event loop of the server, whatever runs. */
const EVENT_LOOP_P99_MS = 50;

/** How one figure may stand to another of the same run. */
const RATIOS = [
  { id: "topk", of: "duckdb-topk", isTimesFaster: true, atLeast: 10 },
  { id: "topk", of: "lancedb-flat-topk", isTimesFaster: true, atLeast: 10 },
  { id: "topk", of: "bandwidth-i8", atMost: 2.5 },
  { id: "filter-combined-first", of: "filter-one-first", isFixed: true },
  { id: "sort-combined-first", of: "sort-one-first", isFixed: true },
  ...["100k", "1m", "5m"].flatMap(mapRatios),
  { id: "map-digits", of: "map-digits-umap-js", isTimesFaster: true, atLeast: 4, isFixed: true },
  { id: "map-digits", of: "map-digits-embedding-atlas", isTimesFaster: true, atLeast: 4, isFixed: true },
];

/** How the map stands to others that draw many points; with any number of rows. */
function mapRatios(size) {
  const toEach = (measure, aim) =>
    ["regl", "deck"].map((peer) => ({
      id: `map-${measure}-${size}`,
      of: `${peer}-${measure}-${size}`,
      isTimesFaster: true,
      isFixed: true,
      ...aim,
    }));
  return [
    ...toEach("first-paint", size === "1m" ? { atLeast: 10 } : {}),
    ...toEach("whole-paint", {}),
    ...toEach("recolour", {}),
    ...toEach("filter", {}),
    ...toEach("pan", { atLeast: 1 }),
    ...toEach("zoom", { atLeast: 1 }),
    ...toEach("lasso", {}),
  ];
}

/** What was aimed at and whether it was met, for every figure that has an aim, and how we stand to others. */
export function checksOf(results, { rows, dims }) {
  const scale = Math.max(1, (rows * dims) / FULL_SIZE);
  const byId = new Map(results.map((result) => [result.id, result]));
  const checks = [];
  for (const result of results) {
    const aim = AIMS[result.id] ?? {};
    const limitMs =
      rows >= 1e7 && aim.medianMsAt10Million ? aim.medianMsAt10Million : aim.medianMs * (aim.isFixed ? 1 : scale);
    add(checks, { id: result.id, what: "median, ms", value: result.medianMs, atMost: limitMs });
    add(checks, { id: result.id, what: "RSS growth, MB", value: result.rssGrowthMb, atMost: aim.rssGrowthMb });
    for (const [what, { atMost, atLeast }] of Object.entries(aim.figures ?? {}))
      add(checks, { id: result.id, what, value: result[what], atMost, atLeast });
    add(checks, { id: result.id, what: result.unit, value: result.value, atMost: aim.atMost, atLeast: aim.atLeast });
    add(checks, {
      id: result.id,
      what: "longest task, ms",
      value: result.longestTaskMs,
      atMost: aim.longestTaskMs,
    });
    add(checks, { id: result.id, what: "event loop p99, ms", value: result.eventLoopP99Ms, atMost: EVENT_LOOP_P99_MS });
  }
  for (const { id, of, isTimesFaster, isFixed, atMost, atLeast } of RATIOS) {
    const [ours, other] = [byId.get(id)?.medianMs, byId.get(of)?.medianMs];
    if (ours === undefined || other === undefined) continue;
    const value = isTimesFaster ? other / ours : ours / other;
    const what = isTimesFaster ? `times faster than ${of}` : `times ${of}`;
    // With fewer rows the request itself is most of the time: told, and held to nothing.
    if (isFixed && atMost === undefined && atLeast === undefined) checks.push({ id, what, value });
    else if (isFixed || rows * dims >= FULL_SIZE) add(checks, { id, what, value, atMost, atLeast });
    else checks.push({ id, what, value });
  }
  return checks;
}

function add(checks, { id, what, value, atMost, atLeast }) {
  if (value === undefined || (!Number.isFinite(atMost) && !Number.isFinite(atLeast))) return;
  const isMet = !(value > atMost) && !(value < atLeast);
  checks.push({ id, what, value, ...(Number.isFinite(atMost) ? { atMost } : { atLeast }), isMet });
}
