import { afterEach, beforeEach, expect, test } from "vitest";
import { AccessTokens } from "./access-tokens.ts";
import { openTestWorkspace, type TestWorkspace } from "./workspace.fixture.ts";

let test_: TestWorkspace;
let now = Date.parse("2026-03-01T10:00:00Z");
const clock = (): Date => new Date(now);
const load = (): Promise<AccessTokens> => AccessTokens.load(test_.workspace.database, clock);
beforeEach(async () => {
  test_ = await openTestWorkspace(0);
});
afterEach(() => test_.close());

test("a token opens until it is revoked, also after a restart", async () => {
  const tokens = await load();
  const made = await tokens.create("laptop");
  expect(made.token).toMatch(/^pomona_[\w-]{32}$/);
  expect((await load()).use(made.token)).toBe(made.id);
  expect((await load()).use(`${made.token}x`)).toBeNull();
  await tokens.revoke(made.id);
  expect(tokens.use(made.token)).toBeNull();
  expect((await load()).use(made.token)).toBeNull();
  await expect(tokens.revoke(made.id)).rejects.toMatchObject({ code: "token-not-found" });
});

test("revoking a token ends what its bearer has under way, and nobody else's", async () => {
  const tokens = await load();
  const [laptop, desk] = [await tokens.create("laptop"), await tokens.create("desk")];
  const [ended, going] = [tokens.endOf(laptop.id), tokens.endOf(desk.id)];
  await tokens.revoke(laptop.id);
  expect([ended.aborted, going.aborted]).toEqual([true, false]);
});

test("neither the list nor the catalog holds the token itself", async () => {
  const tokens = await load();
  const { token } = await tokens.create("laptop");
  expect(JSON.stringify(tokens.list())).not.toContain(token);
  expect(JSON.stringify(await test_.workspace.database.all("SELECT * FROM access_tokens"))).not.toContain(
    token.slice(7),
  );
});

test("the last use is kept to the minute", async () => {
  const tokens = await load();
  const { token } = await tokens.create("laptop");
  expect(tokens.list()[0]?.lastUsed).toBeNull();
  tokens.use(token);
  now += 30_000;
  tokens.use(token);
  await tokens.close();
  expect((await load()).list()[0]?.lastUsed).toBe("2026-03-01T10:00:00.000Z");
  now += 30_000;
  tokens.use(token);
  await tokens.close();
  expect((await load()).list()[0]?.lastUsed).toBe("2026-03-01T10:01:00.000Z");
});

test("a token that could not be revoked stays listed, and can be revoked later", async () => {
  const { database } = test_.workspace;
  const tokens = await load();
  const { id, token } = await tokens.create("laptop");
  await database.write((tx) => tx.run("ALTER TABLE access_tokens RENAME TO hidden"));
  await expect(tokens.revoke(id)).rejects.toThrow();
  expect(tokens.list().map(({ name }) => name)).toEqual(["laptop"]);
  await database.write((tx) => tx.run("ALTER TABLE hidden RENAME TO access_tokens"));
  await tokens.revoke(id);
  expect(tokens.use(token)).toBeNull();
  expect((await load()).use(token)).toBeNull();
});

test("two tokens of one name are refused", async () => {
  const tokens = await load();
  await tokens.create("laptop");
  await expect(tokens.create("laptop")).rejects.toMatchObject({ code: "name-taken" });
  expect(tokens.count).toBe(1);
});
