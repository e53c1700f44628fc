import { useCallback, useState } from "react";
import { readStored } from "../../ui/stored-state.ts";
import { isSession, NO_SESSION, type ReviewSession } from "./review-session.ts";

export type UpdateSession = (change: (session: ReviewSession) => ReviewSession) => void;

/** The round of a function's review, as this browser keeps it. */
export function useReviewSession(name: string): [ReviewSession, UpdateSession] {
  const storedAs = `review.${name}`;
  const [session, setSession] = useState(() => readStored(storedAs, NO_SESSION, isSession));
  const update = useCallback<UpdateSession>(
    (change) =>
      setSession((before) => {
        const next = change(before);
        store(storedAs, next);
        return next;
      }),
    [storedAs],
  );
  return [session, update];
}

function store(storedAs: string, session: ReviewSession): void {
  try {
    if (session.asked.length === 0 && session.unsent.length === 0) localStorage.removeItem(`pomona.${storedAs}`);
    else localStorage.setItem(`pomona.${storedAs}`, JSON.stringify(session));
  } catch {
    // Storage may be full or forbidden; the round then lasts as long as the page.
  }
}
