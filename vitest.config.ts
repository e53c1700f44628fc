import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@pomona/source"] },
  ssr: { resolve: { conditions: ["@pomona/source"] } },
  test: {
    globalSetup: "scripts/folder-of-run.ts",
    include: ["packages/*/src/**/*.test.ts", "packages/*/src/**/*.test.tsx", "scripts/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
