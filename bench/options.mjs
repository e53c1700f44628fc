import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [NAME…] [options]     all but soak, unless some are named

  scan        exact search and scoring beside other engines and the memory's bandwidth; recall
  store       exact search in the vector store alone, also of ten million rows
  functions   making and re-scoring functions, probes and combinations, vectors that arrive
  automations a thousand rows that arrive, with twenty automations and with none
  facets      counts, histograms, pages, text search
  ingest      a CSV imported
  vectors     a .npy imported, vectors exported
  soak        minutes of mixed load; memory must stay flat
  embedding   photos embedded a second
  memory      the server while it imports 10,000 photos
  browser     the catalog in Chromium, with photos too: first content, filter changes, scrolling
  renderer    a map of points in Chromium beside regl-scatterplot and deck.gl: first paint, changes, frames, lasso
  projection  maps of 10,000 digits beside other libraries, maps of generated vectors by size
  search      scan without peers, functions and facets at 100,000 rows

  --rows N    rows of the generated data (default 100,000)     --dims D    dims of its vectors (512)
  --runs R    timed runs of each thing (5)                     --seed S    of the generated data (1)
  --peers L   a list with commas, or none (all)                --hnsw      usearch's graph too; minutes to build
  --photos N  of browser (20,000)
  --points L  of renderer, a list with commas (100000,1000000)
  --maps L    of projection: a list with commas of ROWSxDIMS, and digits for the race (digits,20000x128);
              for the README: digits,60000x784,200000x512,1000000x512, some 20 minutes
  --minutes M of soak and of scrolling (5)                     --recall-rows N   of the recall check (50,000; 0: none)
  --cache DIR where generated data goes (a temporary folder)   --keep      leave it there for the next time
  --json      one JSON document on stdout                      --save NAME write bench/results/NAME.json
`;

/** What was asked for; throws with a message that says what is wrong. */
export function readOptions(given) {
  const { values, positionals } = parseArgs({
    args: given,
    allowPositionals: true,
    options: {
      ...Object.fromEntries(
        [
          "rows",
          "dims",
          "runs",
          "seed",
          "minutes",
          "photos",
          "recall-rows",
          "maps",
          "peers",
          "points",
          "cache",
          "save",
        ].map((name) => [name, { type: "string" }]),
      ),
      ...Object.fromEntries(
        ["hnsw", "json", "keep", "help"].map((name) => [name, { type: "boolean", default: false }]),
      ),
    },
  });
  const number = (name, otherwise, least = 1) => {
    const value = Number((values[name] ?? String(otherwise)).replaceAll(/[_,]/g, ""));
    if (!(value >= least)) throw new Error(`--${name} takes a number of at least ${least}, not ${values[name]}.`);
    return value;
  };
  return {
    names: positionals,
    help: values.help,
    rows: number("rows", 100_000, 10_000),
    dims: number("dims", 512, 2),
    runs: number("runs", 5),
    seed: number("seed", 1),
    minutes: number("minutes", 5, 0.1),
    photos: number("photos", 20_000),
    recallRows: number("recall-rows", 50_000, 0),
    peers: values.peers?.split(",").filter((name) => name !== "none") ?? null,
    points: (values.points ?? "100000,1000000").split(",").map((given) => {
      const count = Number(given.replaceAll("_", ""));
      if (!(count >= 1000)) throw new Error(`--points takes numbers of at least 1,000, not ${given}.`);
      return count;
    }),
    maps: readMaps(values.maps ?? "digits,20000x128"),
    hnsw: values.hnsw,
    json: values.json,
    keep: values.keep,
    cache: values.cache ?? join(tmpdir(), "pomona-bench-data"),
    save: values.save ?? null,
  };
}

function readMaps(text) {
  const [digits, sizes] = [[], []];
  for (const item of text.split(",")) (item === "digits" ? digits : sizes).push(item);
  const generated = sizes.map((size) => {
    const [rows, dims] = size.replaceAll("_", "").split("x").map(Number);
    if (!(rows >= 100 && dims >= 2))
      throw new Error(`--maps takes digits or ROWSxDIMS, for example 60000x784, not ${size}.`);
    return { rows, dims };
  });
  return { isWithDigits: digits.length > 0, generated };
}
