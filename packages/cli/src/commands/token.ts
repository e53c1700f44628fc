import type { AccessToken } from "@pomona/contract/tokens";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { renderTable } from "../render/table.ts";
import { examples, onRun } from "./command.ts";

const SHORT_ID = 8;
const minute = (iso: string): string => iso.slice(0, 16).replace("T", " ");

export function addTokens(program: Command, context: Context): void {
  const group = program
    .command("token")
    .summary("make, list or revoke access tokens")
    .description(
      "Access tokens of this data directory. With one, others may call its server until it is revoked; the server keeps only a hash of it.",
    );
  addCreate(group, context);
  addList(group, context);
  addRevoke(group, context);
}

function addCreate(group: Command, context: Context): void {
  const create = group
    .command("create <name>")
    .description("Makes a token and prints it, this once. The name says what it is for.");
  examples(create, 'pomona token create "labeling laptop"', "pomona token create ci --json");
  onRun(create, context, "new", async (run, [name = ""]) => {
    const made = await run.client.createToken({ name }, { signal: run.signal });
    run.note(`Keep it now: it is not shown again. Callers send it as Authorization: Bearer TOKEN.`);
    await run.show(made, () => made.token);
    return undefined;
  });
}

function addList(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the tokens, when each was made and last used.");
  examples(list, "pomona token list");
  onRun(list, context, "existing", async (run) => {
    const tokens = await run.client.listTokens({ signal: run.signal });
    const table = () =>
      renderTable(
        tokens,
        [
          { title: "TOKEN", value: (token) => token.id.slice(0, SHORT_ID) },
          { title: "NAME", value: (token) => token.name, shrinks: true },
          { title: "CREATED", value: (token) => minute(token.created) },
          { title: "LAST USED", value: (token) => (token.lastUsed === null ? "never" : minute(token.lastUsed)) },
        ],
        run.terminal,
      );
    await run.show(tokens, () => table() || "No tokens yet; `pomona token create NAME` makes one.");
    return undefined;
  });
}

function addRevoke(group: Command, context: Context): void {
  const revoke = confirmable(
    group
      .command("revoke <token>")
      .description(
        "Revokes a token, named by its name or the first characters of its id: from now on it opens nothing.",
      ),
  );
  examples(revoke, 'pomona token revoke "labeling laptop" --yes', "pomona token revoke 9d2c4b6a --yes");
  onRun<Confirmable>(revoke, context, "existing", async (run, [given = ""], options) => {
    const token = await findToken(run, given);
    await confirmDeletion(run, options, () => `token "${token.name}": whoever has it is shut out`);
    const revoked = await run.client.revokeToken({ id: token.id });
    await run.show(revoked, () => `Revoked ${token.name}`);
    return undefined;
  });
}

async function findToken(run: Run, given: string): Promise<AccessToken> {
  const tokens = await run.client.listTokens({ signal: run.signal });
  const named = tokens.find((token) => token.name === given || token.id === given);
  if (named) return named;
  const found = tokens.filter((token) => token.id.startsWith(given));
  if (found.length === 1 && found[0]) return found[0];
  throw new UsageError(
    found.length === 0
      ? `There is no token ${given}; \`pomona token list\` shows them.`
      : `${found.length} tokens begin with ${given}; give more of the id.`,
  );
}
