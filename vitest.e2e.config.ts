import { defineConfig } from "vitest/config";

/** Tests against the built product as a process of its own. One file at a time: they share two cores with a server. */
export default defineConfig({
  resolve: { conditions: ["@pomona/source"] },
  ssr: { resolve: { conditions: ["@pomona/source"] } },
  test: {
    globalSetup: "scripts/folder-of-run.ts",
    include: ["e2e/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What is polled for has as long as what Playwright waits for, also on a machine that others use.
    expect: { poll: { timeout: 30_000 } },
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
  },
});
