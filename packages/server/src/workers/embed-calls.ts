import type { EmbedInput, EmbedResult, ModelSpec } from "../models/embedder.ts";
import type { EmbedRole } from "../models/model-runtime.ts";

/** One call of `EmbeddingPool.embed`, on its way. */
export interface EmbedCall {
  spec: ModelSpec;
  inputs: EmbedInput[];
  role: EmbedRole;
  dims: number;
  batch: number;
  /** Inputs not yet handed out start here. */
  next: number;
  /** Inputs without a result. */
  open: number;
  result: EmbedResult;
  resolve(result: EmbedResult): void;
  reject(reason: unknown): void;
}

/** A part of a call's inputs, for one worker. */
export interface CallPart {
  call: EmbedCall;
  start: number;
  count: number;
  /** A worker died with it: it is tried on a worker of its own, and blamed if that dies too. */
  isSuspect: boolean;
}

/** A call that fits into one batch: someone may be waiting for it. */
export const isUrgent = (call: EmbedCall): boolean => call.inputs.length <= call.batch;

/** The calls that have inputs to hand out. */
export interface CallQueue {
  add(call: EmbedCall): void;
  /** Takes a call and its parts out. */
  remove(call: EmbedCall): void;
  /** Each input of a part becomes a suspect of its own. */
  suspect(part: CallPart): void;
  takeSuspect(): CallPart | undefined;
  /** The next batch: of a small call if there is one, else of the large ones in turn. */
  takeUrgent(): CallPart | undefined;
  takeBulk(): CallPart | undefined;
  /** Undoes the latest take. */
  putBack(part: CallPart): void;
  hasSuspects(): boolean;
  readonly calls: ReadonlySet<EmbedCall>;
}

export function createCallQueue(): CallQueue {
  const calls = new Set<EmbedCall>();
  let waiting: EmbedCall[] = [];
  let suspects: CallPart[] = [];
  const take = (matches: (call: EmbedCall) => boolean): CallPart | undefined => {
    const position = waiting.findIndex(matches);
    const call = waiting[position];
    if (!call) return undefined;
    waiting.splice(position, 1);
    const part = {
      call,
      start: call.next,
      count: Math.min(call.batch, call.inputs.length - call.next),
      isSuspect: false,
    };
    call.next += part.count;
    // Behind the others, so that calls share the workers.
    if (call.next < call.inputs.length) waiting.push(call);
    return part;
  };
  return {
    calls,
    add: (call) => {
      calls.add(call);
      waiting.push(call);
    },
    remove: (call) => {
      calls.delete(call);
      waiting = waiting.filter((other) => other !== call);
      suspects = suspects.filter((part) => part.call !== call);
    },
    suspect: ({ call, start, count }) => {
      if (!calls.has(call)) return;
      for (let offset = 0; offset < count; offset++)
        suspects.push({ call, start: start + offset, count: 1, isSuspect: true });
    },
    putBack: (part) => {
      if (part.isSuspect) suspects.unshift(part);
      else {
        part.call.next = part.start;
        waiting = [part.call, ...waiting.filter((call) => call !== part.call)];
      }
    },
    hasSuspects: () => suspects.length > 0,
    takeSuspect: () => suspects.shift(),
    takeUrgent: () => take(isUrgent),
    takeBulk: () => take(() => true),
  };
}

/** Puts the result of a part in its place; returns whether the call is complete. */
export function settlePart({ call, start, count }: CallPart, result: EmbedResult): boolean {
  call.result.vectors.set(result.vectors, start * call.dims);
  for (let offset = 0; offset < count; offset++) call.result.errors[start + offset] = result.errors[offset] ?? null;
  call.open -= count;
  return call.open === 0;
}
