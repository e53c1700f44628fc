import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundleComplaint, bundleSizes } from "./bundle-size.mjs";

const folder = mkdtempSync(join(tmpdir(), "pomona-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("counts scripts and styles as they are sent, but for the map's, and complains beyond each limit", () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<script src="/assets/index-a1.js"></script>');
  const noise = (length: number): string => Array.from({ length }, (_, i) => ((i * 7919) % 997).toString(36)).join();
  for (const name of ["index-a1.js", "jobs-b2.js", "index-c3.css", "map-d4.js", "drawing-e5.svg"])
    writeFileSync(join(folder, "assets", name), noise(5000));
  const { files, firstBytes, lazyBytes } = bundleSizes(folder);
  expect(files.map(({ name }) => name).sort()).toEqual(["index-a1.js", "index-c3.css", "jobs-b2.js"]);
  expect(lazyBytes).toBe(2 * firstBytes);
  const limits = { firstLimitBytes: firstBytes, lazyLimitBytes: lazyBytes };
  expect(bundleComplaint(folder, limits)).toBeNull();
  expect(bundleComplaint(folder, { ...limits, firstLimitBytes: firstBytes - 1 })).toMatch(
    /^What loads at first .* more than .* kB\. The largest files:\n {2}.* index-a1\.js$/,
  );
  expect(bundleComplaint(folder, { ...limits, lazyLimitBytes: lazyBytes - 1 })).toMatch(
    /^What loads when it is opened .*\n {2}.*\n {2}.* kB (jobs-b2\.js|index-c3\.css)$/,
  );
});
