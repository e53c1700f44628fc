import { useCallback, useEffect, useRef, useState } from "react";
import { NO_SESSION, type ReviewSession, readSession } from "./review-session.ts";

export type UpdateSession = (change: (session: ReviewSession) => ReviewSession) => void;

export interface KeptSession {
  session: ReviewSession;
  /** Changes what is stored by now. */
  update: UpdateSession;
  /** What is stored by now, which may be newer than `session`. */
  read: () => ReviewSession;
}

/**
 * The round of a function's review, as this browser keeps it. Tabs share it: a change is made to what is stored, whoever
 * stored it, so that no tab overwrites what another has not sent yet.
 */
export function useReviewSession(name: string): KeptSession {
  const storedAs = `pomona.review.${name}`;
  const [session, setSession] = useState(() => stored(storedAs) ?? NO_SESSION);
  const kept = useRef(session);
  // Where nothing can be stored, the round lasts as long as the page.
  const isStored = useRef(true);
  const take = useCallback((next: ReviewSession): void => {
    kept.current = next;
    setSession(next);
  }, []);
  const read = useCallback(() => (isStored.current ? stored(storedAs) : null) ?? kept.current, [storedAs]);
  const update = useCallback<UpdateSession>(
    (change) => {
      const next = change(read());
      isStored.current = store(storedAs, next);
      take(next);
    },
    [storedAs, read, take],
  );
  useEffect(() => {
    const follow = ({ key }: StorageEvent): void => {
      if (key === storedAs) take(stored(storedAs) ?? NO_SESSION);
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, [storedAs, take]);
  return { session, update, read };
}

function stored(storedAs: string): ReviewSession | null {
  try {
    return readSession(JSON.parse(localStorage.getItem(storedAs) ?? "null"));
  } catch {
    return null;
  }
}

/** False where the browser refuses, as its storage is full or forbidden. */
function store(storedAs: string, session: ReviewSession): boolean {
  try {
    if (session.draft === "" && session.unsent.length === 0) localStorage.removeItem(storedAs);
    else localStorage.setItem(storedAs, JSON.stringify(session));
    return true;
  } catch {
    return false;
  }
}
