import type { Field } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import { fieldsQuery, functionsQuery } from "../../api/queries.ts";
import { type ColourChoice, colourCode } from "../../catalog/colour-choice.ts";
import { copy } from "../../copy.ts";

interface Option {
  value: string;
  label: string;
}

/** Fields that tell rows apart one by one colour nothing. */
const NO_COLOUR: ReadonlySet<string> = new Set(["key", "text", "uri"]);

export const fieldTitle = (name: string): string =>
  (copy.fieldTitles as Record<string, string>)[name] ?? name.replace(/^metadata\./, "");

/** What a choice is called. */
export function colourTitle(choice: ColourChoice, levels: number): string {
  switch (choice.kind) {
    case "field":
      return fieldTitle(choice.field);
    case "function":
      return choice.name;
    case "similarity":
      return copy.colourSimilarity;
    case "agreement":
      return choice.fields.map(fieldTitle).join(" = ");
    case "cluster":
      return copy.colourCluster(choice.level, levels);
    case "arrival":
      return copy.colourArrival;
  }
}

/** Metadata that by its name says what a model takes the row for: whether it is right is worth seeing. */
export const isPrediction = ({ name, facetable }: Pick<Field, "name" | "facetable">): boolean =>
  facetable && /^metadata\.(.*predict|(.*[._])?pred([._]|$))/i.test(name);

function optionText(choice: ColourChoice, levels: number): string {
  if (choice.kind === "function") return copy.byFunction(choice.name);
  if (choice.kind === "agreement") return copy.agreementOf(colourTitle(choice, levels));
  return colourTitle(choice, levels);
}

/** Everything that points can be coloured by, as codes of the address; `shown` is among them. */
export function useColourOptions(levels: number, isSimilar: boolean, shown: ColourChoice): Option[] {
  const fields = useQuery(fieldsQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  const choices: ColourChoice[] = [
    ...(isSimilar ? [{ kind: "similarity" } as const] : []),
    ...fields.filter(({ name }) => !NO_COLOUR.has(name)).map(({ name }) => ({ kind: "field", field: name }) as const),
    ...fields.filter(isPrediction).map(({ name }) => ({ kind: "agreement", fields: ["label", name] }) as const),
    ...functions.map(({ name }) => ({ kind: "function", name }) as const),
    ...Array.from({ length: levels }, (_, level) => ({ kind: "cluster", level }) as const),
    { kind: "arrival" },
  ];
  if (!choices.some((choice) => colourCode(choice) === colourCode(shown))) choices.push(shown);
  return choices.map((choice) => ({
    value: colourCode(choice),
    label: optionText(choice, levels),
  }));
}
