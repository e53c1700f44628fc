// Fails when the built web app, but for the map, is larger than its limit: what a browser loads, compressed by gzip.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes of 350 kB. */
const LIMIT_BYTES = 350_000;
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
  return { files, firstBytes: sum(files.filter(({ isFirst }) => isFirst)), allBytes: sum(files) };
}

/**
 * The complaint about a build that is too large, or null.
 * @param {string} folder
 */
export function bundleComplaint(folder, limitBytes = LIMIT_BYTES) {
  const { files, allBytes } = bundleSizes(folder);
  if (allBytes <= limitBytes) return null;
  const largest = files.slice(0, 5).map(({ name, bytes }) => `  ${(bytes / 1000).toFixed(1)} kB ${name}`);
  return `The web app has ${(allBytes / 1000).toFixed(1)} kB (gzip), more than ${limitBytes / 1000} kB. The largest files:\n${largest.join("\n")}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages/web/dist");
  const complaint = existsSync(folder) ? bundleComplaint(folder) : `There is no build in ${folder}.`;
  if (complaint) {
    console.error(complaint);
    process.exitCode = 1;
  } else {
    const { firstBytes, allBytes } = bundleSizes(folder);
    console.log(
      `web app: ${(firstBytes / 1000).toFixed(1)} kB at first, ${(allBytes / 1000).toFixed(1)} kB in all (gzip, limit ${LIMIT_BYTES / 1000} kB)`,
    );
  }
}
