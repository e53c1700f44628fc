import { copy } from "../../copy.ts";

/** What a field is called on the screen: `metadata.price` is "price". */
export const fieldTitle = (name: string): string =>
  (copy.fieldTitles as Record<string, string>)[name] ?? name.replace(/^metadata\./, "");
