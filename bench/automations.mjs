import { measureTogether } from "./measure-ours.mjs";
import { rounded } from "./statistics.mjs";

/** A thousand rows that arrive with and without twenty automations, in turn; what acting takes is the difference. */
export async function automations(bench) {
  const { runs } = bench.options;
  const directory = await bench.catalog({ isForWriting: true });
  const server = await bench.serve(directory, "automations", { rounds: runs });
  try {
    const results = await measureTogether(server, ["automations-0", "automations-20"], runs);
    const [without, having] = results.map(({ medianMs }) => medianMs);
    return [...results, { id: "automations-on-top", value: rounded(having - without), unit: "ms" }];
  } finally {
    await server.close();
  }
}
