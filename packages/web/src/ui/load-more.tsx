import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { copy } from "../copy.ts";
import { Button } from "./button.tsx";

interface LoadMoreProps {
  pages: Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">;
  /** Beside the button. */
  children?: ReactNode;
}

/** Below a list that is read page by page; nothing where it is whole. */
export function LoadMore({ pages, children }: LoadMoreProps) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="mt-2 flex items-center gap-3">
      <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {copy.loadMore}
      </Button>
      {children}
    </div>
  );
}
