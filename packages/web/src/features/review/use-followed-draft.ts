import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { draftQuery, fetchDraft } from "../../api/review-queries.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";
import { NO_SESSION } from "./review-session.ts";
import type { KeptSession } from "./use-review-session.ts";

/**
 * Keeps draft and round together: a round that another tab has begun or ended has the draft asked for again, and a round
 * whose draft is gone for certain (`isOver`: by what was known last) is dropped, and what it could not send is told.
 */
export function useFollowedDraft(name: string, { session, update, read }: KeptSession, isOver: boolean): void {
  const client = useQueryClient();
  const { draft, round } = session;
  const hasRound = session.asked.length > 0;
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round that is another one is what it waits for.
  useEffect(() => {
    if (!isFirst.current) void client.invalidateQueries(draftQuery(name));
    isFirst.current = false;
  }, [client, name, draft, round, hasRound]);
  useEffect(() => {
    if (!isOver) return;
    let isLeft = false;
    fetchDraft(name).then(
      (now) => {
        if (isLeft) return;
        client.setQueryData(draftQuery(name).queryKey, now);
        const latest = read();
        if (latest.draft === "" || latest.draft === now?.created) return;
        if (latest.unsent.length > 0) showMessage(copy.review.roundOver, copy.review.notSent(latest.unsent.length));
        update(() => NO_SESSION);
      },
      // The page says that the server does not answer; nothing is dropped.
      () => undefined,
    );
    return () => {
      isLeft = true;
    };
  }, [client, name, isOver, read, update]);
}
