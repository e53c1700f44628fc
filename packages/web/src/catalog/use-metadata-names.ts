import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fieldsQuery } from "../api/queries.ts";

/** Names of metadata fields, which a filter may write without `metadata.`. */
export function useMetadataNames(): string[] {
  const fields = useQuery(fieldsQuery).data;
  return useMemo(
    () => (fields ?? []).flatMap((field) => (field.builtin ? [] : [field.name.replace(/^metadata\./, "")])),
    [fields],
  );
}
