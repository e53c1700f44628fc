import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { type FunctionVersion, functionVersion, type VersionKey, versionsOfSpace } from "../../store/function-table.ts";
import type { VersionRef } from "../../store/score-tables.ts";
import { compileVersion } from "./compile-version.ts";

/** A version whose scores must cover each vector of its space. */
export interface LiveScorer extends VersionRef {
  /** Unique among all versions there ever were. */
  key: string;
  scorer: CompiledScorer;
}

/** The newest and the served version of every function of a space, unless scoring it failed. */
export async function liveScorers(sql: Pick<Sql, "all">, space: { id: number; dims: number }): Promise<LiveScorer[]> {
  const live: LiveScorer[] = [];
  for (const version of await versionsOfSpace(sql, space.id)) {
    if (version.state === "failed") continue;
    const scorer = compiled.get(keyOf(version)) ?? (await compileStored(sql, version, space.dims));
    live.push({ function: version.function, version: version.version, key: keyOf(version), scorer });
  }
  return live;
}

async function compileStored(sql: Pick<Sql, "all">, { function: id, version }: VersionRef, dims: number) {
  const stored = await functionVersion(sql, id, version);
  if (!stored) throw new Problem("internal", `Version ${version} of the function ${id} is lost.`);
  return compiledVersion(stored, dims);
}

const compiled = new Map<string, CompiledScorer>();
const KEPT = 1000;
const keyOf = (version: Pick<VersionKey, "function" | "version" | "created">): string =>
  `${version.function}:${version.version}:${version.created.getTime()}`;

/** Anchor vectors and parameters as plain numbers. Compiled once for each version, which never changes. */
export function compiledVersion(version: FunctionVersion, dims: number): CompiledScorer {
  const known = compiled.get(keyOf(version));
  if (known) return known;
  const scorer = compileVersion(version, { dims });
  const kept = { ...scorer, positives: shared(scorer.positives), negatives: shared(scorer.negatives) };
  if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value as string);
  compiled.set(keyOf(version), kept);
  return kept;
}

/** A copy that threads see without one of their own. */
function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
