import { isProblem } from "@pomona/contract/problems";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { draftQuery } from "../../api/review-queries.ts";
import { showProblem } from "../../ui/toast.tsx";
import { type Unsent, withoutSent } from "./review-session.ts";
import type { KeptSession } from "./use-review-session.ts";

/** Answers sent at once; one at a time after a refusal, to find the one that is refused. */
const MOST = 100;
const RETRY_MS = 2000;
const NOTHING: readonly Unsent[] = [];

const isGone = (error: unknown): boolean =>
  isProblem(error) && (error.code === "unreachable" || error.code === "stopping");

export interface AnswerSender {
  /** Every answer has reached the server. */
  isSaved: boolean;
  /** Why answers cannot be sent; null while they can. */
  trouble: unknown;
  /** The server does not answer, and is tried again by itself. */
  isRetrying: boolean;
  retry: () => void;
}

/** One tab sends at a time, where the browser lets tabs wait for each other: it does not at addresses without TLS but this machine's. */
const inTurn = (name: string, run: () => Promise<void>): Promise<void> =>
  navigator.locks ? navigator.locks.request(`pomona.review.${name}`, run) : run();

/**
 * Sends answers one request after the other, in the order they were given, while more are given. Where the server does not answer,
 * it is tried again by itself; an answer about a row that is gone is told and dropped; another refusal waits for `retry`.
 * `isOpen`: whether the draft that the answers are for is known to be there.
 */
export function useAnswerSender(name: string, { session, update, read }: KeptSession, isOpen: boolean): AnswerSender {
  const unsent = isOpen ? session.unsent : NOTHING;
  const client = useQueryClient();
  const [trouble, setTrouble] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const most = useRef(MOST);
  const retry = useCallback(() => setTrouble(null), []);

  const { draft: current } = session;
  const send = useCallback(async () => {
    // Another tab may have sent them while this one waited for its turn.
    update((latest) => latest);
    const latest = read();
    const batch = latest.draft === current ? latest.unsent.slice(0, most.current) : NOTHING;
    if (batch.length === 0) return;
    try {
      const { draft } = await api.answerReview({ name }, { answers: [...batch] });
      client.setQueryData(draftQuery(name).queryKey, draft);
      most.current = MOST;
      update((session) => withoutSent(session, batch));
    } catch (error) {
      if (!isGone(error) && batch.length > 1) most.current = 1;
      else if (isProblem(error, "row-not-found")) {
        showProblem(error);
        update((session) => withoutSent(session, batch));
      } else setTrouble(error);
    }
  }, [client, name, update, read, current]);
  useEffect(() => {
    if (isBusy || trouble !== null || unsent.length === 0) return;
    setIsBusy(true);
    void inTurn(name, send).finally(() => setIsBusy(false));
  }, [isBusy, trouble, unsent, send, name]);
  useEffect(() => {
    if (!isGone(trouble)) return;
    const timer = setTimeout(retry, RETRY_MS);
    return () => clearTimeout(timer);
  }, [trouble, retry]);

  return { isSaved: unsent.length === 0, trouble, isRetrying: isGone(trouble), retry };
}
