// Fails when the built web app, but for the map, is larger than its limits: what a browser loads, compressed by gzip.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** Of what loads before anything is shown: 350 kB. */
const FIRST_LIMIT_BYTES = 350_000;
/**
 * Of the pages and sections that load when they are opened. Nobody waits for them all, but the app fetches them behind the
 * first page, so that it goes on without the server; 120 kB is a third of what that page cost already.
 */
const LAZY_LIMIT_BYTES = 120_000;
/** Files of the map, which are loaded when it is opened. */
const OF_THE_MAP = /^(map|projector)-/;

/**
 * Sizes of the scripts and styles of a build, largest first: `first` are those that the page itself names, the others are
 * fetched by the page that needs them.
 * @param {string} folder
 */
export function bundleSizes(folder) {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const files = readdirSync(join(folder, "assets"))
    .filter((name) => /\.(js|css)$/.test(name) && !OF_THE_MAP.test(name))
    .map((name) => ({
      name,
      bytes: gzipSync(readFileSync(join(folder, "assets", name)), { level: 9 }).length,
      isFirst: page.includes(`/assets/${name}`),
    }))
    .sort((a, b) => b.bytes - a.bytes);
  const sum = (list) => list.reduce((bytes, file) => bytes + file.bytes, 0);
  const firstBytes = sum(files.filter(({ isFirst }) => isFirst));
  return { files, firstBytes, lazyBytes: sum(files) - firstBytes };
}

/**
 * The complaint about a build that is too large, or null.
 * @param {string} folder
 * @param {{firstLimitBytes?: number, lazyLimitBytes?: number}} limits
 */
export function bundleComplaint(
  folder,
  { firstLimitBytes = FIRST_LIMIT_BYTES, lazyLimitBytes = LAZY_LIMIT_BYTES } = {},
) {
  const { files, firstBytes, lazyBytes } = bundleSizes(folder);
  const complaints = [
    { what: "loads at first", isFirst: true, bytes: firstBytes, limit: firstLimitBytes },
    { what: "loads when it is opened", isFirst: false, bytes: lazyBytes, limit: lazyLimitBytes },
  ].flatMap(({ what, isFirst, bytes, limit }) => {
    if (bytes <= limit) return [];
    const largest = files.filter((file) => file.isFirst === isFirst).slice(0, 5);
    const lines = largest.map((file) => `  ${kilobytes(file.bytes)} ${file.name}`);
    return [
      `What ${what} of the web app has ${kilobytes(bytes)} (gzip), more than ${kilobytes(limit)}. The largest files:\n${lines.join("\n")}`,
    ];
  });
  return complaints.length > 0 ? complaints.join("\n") : null;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages/web/dist");
  const complaint = existsSync(folder) ? bundleComplaint(folder) : `There is no build in ${folder}.`;
  if (complaint) {
    console.error(complaint);
    process.exitCode = 1;
  } else {
    const { firstBytes, lazyBytes } = bundleSizes(folder);
    console.log(
      `web app: ${kilobytes(firstBytes)} at first (limit ${kilobytes(FIRST_LIMIT_BYTES)}), ${kilobytes(lazyBytes)} when opened (limit ${kilobytes(LAZY_LIMIT_BYTES)}), gzip`,
    );
  }
}
