import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Terminal } from "./context.ts";

/** The terminal of this process. Colours follow NO_COLOR and FORCE_COLOR; a reader that goes away ends the output quietly. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    columns: stdout.isTTY ? stdout.columns : null,
    hasColours: stdout.isTTY && stdout.hasColors(),
    isOutputTty: stdout.isTTY === true,
    isNoteTty: stderr.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    output: stdout,
    ask: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return null;
      const asker = createInterface({ input: stdin, output: stderr });
      // While it asks it takes Ctrl-C for itself; Ctrl-D is no answer either.
      asker.once("SIGINT", () => {
        process.emit("SIGINT", "SIGINT");
        asker.close();
      });
      const left = once(asker, "close").then(() => null);
      const answer = await Promise.race([asker.question(question).catch(() => null), left]);
      asker.close();
      if (answer === null) stderr.write("\n");
      return answer ?? "";
    },
  };
}
