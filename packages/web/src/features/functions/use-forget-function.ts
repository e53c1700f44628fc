import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { functionQuery, functionsQuery } from "../../api/queries.ts";

/** Drops what is known of a name that no function has any more, and asks for the list again. To be called off its page. */
export function useForgetFunction(): (name: string) => void {
  const client = useQueryClient();
  return useCallback(
    (name) => {
      client.removeQueries({ queryKey: functionQuery(name).queryKey });
      void client.invalidateQueries({ queryKey: functionsQuery.queryKey });
    },
    [client],
  );
}
