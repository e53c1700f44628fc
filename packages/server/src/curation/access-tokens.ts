import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Problem } from "@pomona/contract/problems";
import type { AccessToken } from "@pomona/contract/tokens";
import type { Clock } from "../config/clock.ts";
import type { Database } from "../store/database.ts";
import { deleteToken, insertToken, listTokenRecords, setTokenUse, type TokenRecord } from "../store/token-table.ts";

/** Uses within this time of the last one noted are not written. */
const USE_GRAIN_MS = 60_000;
const SECRET_BYTES = 24;

// A token is 192 random bits, so that a plain hash cannot be reversed by trying.
const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

const view = ({ id, name, created, lastUsed }: TokenRecord): AccessToken => ({
  id,
  name,
  created: created.toISOString(),
  lastUsed: lastUsed?.toISOString() ?? null,
});

/** The access tokens of a workspace, kept in memory for every request to ask, and in the catalog by their hashes. */
export class AccessTokens {
  readonly #database: Database;
  readonly #clock: Clock;
  /** By hash. */
  readonly #tokens: Map<string, TokenRecord>;
  readonly #writes = new Set<Promise<void>>();
  /** By id, of tokens that requests came with. */
  readonly #ends = new Map<string, AbortController>();

  private constructor(database: Database, clock: Clock, tokens: TokenRecord[]) {
    this.#database = database;
    this.#clock = clock;
    this.#tokens = new Map(tokens.map((token) => [token.hash, token]));
  }

  static async load(database: Database, clock: Clock): Promise<AccessTokens> {
    return new AccessTokens(database, clock, await listTokenRecords(database));
  }

  get count(): number {
    return this.#tokens.size;
  }

  nameOf(id: string): string | null {
    return [...this.#tokens.values()].find((token) => token.id === id)?.name ?? null;
  }

  list(): AccessToken[] {
    return [...this.#tokens.values()].map(view);
  }

  /** Makes a token. What is returned is the only time it is told. Problem `name-taken`. */
  async create(name: string): Promise<AccessToken & { token: string }> {
    if ([...this.#tokens.values()].some((token) => token.name === name))
      throw new Problem("name-taken", {
        detail: `There is a token named "${name}". Choose another name, or revoke that one first.`,
        fields: { name },
      });
    const token = `pomona_${randomBytes(SECRET_BYTES).toString("base64url")}`;
    const record = { id: randomUUID(), name, hash: hashOf(token), created: this.#clock(), lastUsed: null };
    this.#tokens.set(record.hash, record);
    await this.#database
      .write((tx) => insertToken(tx, record))
      .catch((error: unknown) => {
        this.#tokens.delete(record.hash);
        throw error;
      });
    return { ...view(record), token };
  }

  /** Ends a token; from here on it opens nothing. Problem `token-not-found`. */
  async revoke(id: string): Promise<void> {
    const record = [...this.#tokens.values()].find((token) => token.id === id);
    if (!record)
      throw new Problem("token-not-found", { detail: `There is no token ${id}; it may be revoked.`, fields: { id } });
    // The catalog first: a token that is still there would open the server again after a restart.
    await this.#database.write((tx) => deleteToken(tx, id));
    this.#tokens.delete(record.hash);
    this.#ends.get(id)?.abort();
    this.#ends.delete(id);
  }

  /** Aborts when a token is revoked, which ends what its bearer has under way. */
  endOf(id: string): AbortSignal {
    const known = this.#ends.get(id) ?? new AbortController();
    this.#ends.set(id, known);
    return known.signal;
  }

  /** The id of a token that is not revoked, noting that it was used; null for any other text. */
  use(token: string): string | null {
    const record = this.#tokens.get(hashOf(token));
    if (!record) return null;
    const now = this.#clock();
    if (record.lastUsed === null || now.getTime() - record.lastUsed.getTime() >= USE_GRAIN_MS) {
      record.lastUsed = now;
      // Not worth a failed request: the next use is noted again.
      const write = this.#database.write((tx) => setTokenUse(tx, record.id, now)).catch(() => undefined);
      this.#writes.add(write);
      void write.then(() => this.#writes.delete(write));
    }
    return record.id;
  }

  /** Resolves when what was noted is written. */
  async close(): Promise<void> {
    await Promise.all(this.#writes);
  }
}
