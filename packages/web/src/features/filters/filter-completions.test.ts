import { expect, it } from "vitest";
import { completionOf, type FilterVocabulary, filterChoices, valueField, withChoice } from "./filter-completions.ts";

const field = (name: string, type: "strings" | "number" | "boolean", builtin = true) => ({
  name,
  type,
  facetable: true,
  sortable: true,
  builtin,
});
const vocabulary: FilterVocabulary = {
  fields: [
    field("label", "strings"),
    field("width", "number"),
    field("duplicate", "boolean"),
    field("metadata.unit cost", "number", false),
  ],
  functions: ["green apples"],
  spaces: ["cn3"],
  projects: ["fruit"],
  batches: ["one"],
  slices: ["limes"],
};

/** Labels of the choices at the bar. */
function at(marked: string, values: string[] = []) {
  const completion = completionOf(marked.replace("|", ""), marked.indexOf("|"), vocabulary);
  return filterChoices(completion, vocabulary, values).map(({ label }) => label);
}

it("offers fields and what else begins a condition, best fitting first", () => {
  expect(at("|")).toEqual(expect.arrayContaining(["label", "function(…)", "not"]));
  expect(at("label exists and wi|")).toEqual(["width"]);
  expect(at("unit|")).toEqual(['metadata."unit cost"']);
});

it("offers the operators that the field takes", () => {
  expect(at("width |")).not.toContain("contains");
  expect(at("label |")).toEqual(expect.arrayContaining(["contains", "starts with", "exists"]));
  expect(at("width b|")).toEqual(["between"]);
});

it("offers values of the field, names, states and how to go on", () => {
  expect(at("label = gr|", ["green", "grey"])).toEqual(["green", "grey"]);
  expect(at("duplicate = |")).toEqual(["true", "false"]);
  expect(at("function(|")).toEqual(["green apples"]);
  expect(at("review(|")).toEqual(["limes"]);
  expect(at("embedding(cn3) = |")).toContain("pending");
  expect(at("label exists |")).toEqual(["and", "or"]);
  expect(at("width > |", ["never"])).toEqual(["never"]);
  expect(at("label = = |")).toEqual([]);
});

it("puts the choice in the place of what was typed, closing what it is in", () => {
  const put = (marked: string, label: string, values: string[] = []) => {
    const [text, caret] = [marked.replace("|", ""), marked.indexOf("|")];
    const completion = completionOf(text, caret, vocabulary);
    const choice = filterChoices(completion, vocabulary, values).find((one) => one.label === label);
    const next = withChoice(text, completion, choice as NonNullable<typeof choice>);
    return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
  };
  expect(put("lab| and width > 3", "label")).toBe("label| and width > 3");
  expect(put("fun|", "function(…)")).toBe("function(|");
  expect(put("function(gr|", "green apples")).toBe('function("green apples") |');
  expect(put('label = "gre|', "green pears", ["green pears"])).toBe('label = "green pears" |');
});

it("names the field whose values are wanted", () => {
  const of = (text: string) => valueField(completionOf(text, text.length, vocabulary));
  expect([of("label = "), of("label in (red, "), of("label "), of("function(")]).toEqual([
    "label",
    "label",
    undefined,
    undefined,
  ]);
});
