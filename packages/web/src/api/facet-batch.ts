import type { Filter } from "@pomona/contract/filter";
import type { FacetsResponse } from "@pomona/contract/rows";

export interface FacetRequest {
  filter: Filter;
  fields: string[];
  prefix?: string;
  contains?: string;
  values?: string[];
  limit?: number;
  totals?: boolean;
}

type Send = (request: FacetRequest, options: { signal: AbortSignal }) => Promise<FacetsResponse>;

interface Member {
  request: FacetRequest;
  signal: AbortSignal;
  resolve: (answer: FacetsResponse) => void;
  reject: (error: unknown) => void;
}

/** Fields that the server takes at once. */
const MOST_FIELDS = 50;

/**
 * Sends requests of one turn that differ in their fields alone as one, which the server answers in one scan of the rows
 * instead of one each. It is given up once nobody waits for it any more.
 */
export function facetBatch(send: Send): Send {
  const waiting = new Map<string, Member[]>();
  return (request, { signal }) =>
    new Promise((resolve, reject) => {
      const { fields, ...rest } = request;
      const key = JSON.stringify(rest);
      const members = waiting.get(key) ?? [];
      const fieldCount = members.reduce((sum, member) => sum + member.request.fields.length, fields.length);
      if (members.length === 0 || fieldCount > MOST_FIELDS) {
        const batch: Member[] = [{ request, signal, resolve, reject }];
        waiting.set(key, batch);
        setTimeout(() => {
          if (waiting.get(key) === batch) waiting.delete(key);
          void sendTogether(send, batch);
        });
      } else members.push({ request, signal, resolve, reject });
    });
}

async function sendTogether(send: Send, members: readonly Member[]): Promise<void> {
  const [first] = members;
  if (!first) return;
  const stop = new AbortController();
  const stopWhenAlone = (): void => {
    if (members.every(({ signal }) => signal.aborted)) stop.abort();
  };
  for (const { signal } of members) signal.addEventListener("abort", stopWhenAlone);
  stopWhenAlone();
  const fields = [...new Set(members.flatMap(({ request }) => request.fields))];
  try {
    const answer = await send({ ...first.request, fields }, { signal: stop.signal });
    for (const { request, resolve } of members)
      resolve({
        total: answer.total,
        facets: only(answer.facets, request.fields),
        distinct: only(answer.distinct, request.fields),
      });
  } catch (error) {
    for (const { reject } of members) reject(error);
  }
}

const only = <T>(all: Record<string, T>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
