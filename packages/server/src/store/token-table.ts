import type { Sql, Transaction } from "./database.ts";
import { timestamp } from "./sql-values.ts";

/** An access token as stored: by its hash alone. */
export interface TokenRecord {
  id: string;
  name: string;
  /** Hex sha256 of the token. */
  hash: string;
  created: Date;
  lastUsed: Date | null;
}

/** All tokens, oldest first. */
export const listTokenRecords = async (sql: Pick<Sql, "all">): Promise<TokenRecord[]> =>
  (await sql.all("SELECT id, name, hash, created, last_used FROM access_tokens ORDER BY created, id")).map((row) => ({
    id: row.id as string,
    name: row.name as string,
    hash: row.hash as string,
    created: row.created as Date,
    lastUsed: row.last_used as Date | null,
  }));

export const insertToken = (tx: Transaction, token: TokenRecord): Promise<void> =>
  tx.run("INSERT INTO access_tokens VALUES (?, ?, ?, ?, NULL)", [
    token.id,
    token.name,
    token.hash,
    timestamp(token.created),
  ]);

export const deleteToken = (tx: Transaction, id: string): Promise<void> =>
  tx.run("DELETE FROM access_tokens WHERE id = ?", [id]);

export const setTokenUse = (tx: Transaction, id: string, when: Date): Promise<void> =>
  tx.run("UPDATE access_tokens SET last_used = ? WHERE id = ?", [timestamp(when), id]);
