// Imports a CSV file from the server's disk: which columns play which part, what was refused, and why.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportReport } from "@pomona/contract/imports";
import { withPomona } from "./connect.ts";

const folder = await mkdtemp(join(tmpdir(), "pomona-import-"));
const path = join(folder, "mails.csv");
await writeFile(
  path,
  `id,body,topic,day,length
m1,"Your invoice for March is attached.",billing,2026-03-01,35
m2,"Please reset my password.",account,2026-03-02,25
m3,"Where is my parcel?",delivery,2026-03-04,19
m3,"The same id again.",delivery,2026-03-05,18
`,
);

await withPomona(async (pomona) => {
  // The server reads only folders that it was granted.
  await pomona.grantRoot({ path: folder });
  const { job } = await pomona.startImport({
    path,
    dataset: "mails",
    mapping: { key: "id", text: "body", labels: ["topic"], types: { day: "datetime" } },
    embed: false,
  });
  const ended = await pomona.waitForJob(job, {
    onProgress: (jobs) => console.log(...jobs.map((one) => `${one.title}: ${one.done} ${one.unit}`)),
  });
  if (ended.state !== "done") throw new Error(ended.error ?? ended.state);
  const report = ended.result as ImportReport;
  console.log(`${report.imported} imported, ${report.failedCount} refused`);
  for (const { line, code, message } of report.failed) console.log(`  line ${line}: ${message} (${code})`);

  const march = await pomona.query({ filter: 'dataset = "mails" and metadata.day >= "2026-03-02"', facets: ["label"] });
  console.log(`${march.total} mails from 2 March on:`, march.facets.label);
});
