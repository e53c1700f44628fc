import { expect, it } from "vitest";
import { isPrediction } from "./colour-options.ts";

it.each([
  "metadata.predicted",
  "metadata.prediction",
  "metadata.predicted_label",
  "metadata.pred",
  "metadata.model_pred",
  "metadata.Prediction",
])("%s is taken for a prediction", (name) => {
  expect(isPrediction({ name, facetable: true })).toBe(true);
});

it.each(["label", "metadata.group", "metadata.predator", "metadata.spread"])("%s is not", (name) => {
  expect(isPrediction({ name, facetable: true })).toBe(false);
});

it("numbers, which have no values to agree with a label, are none", () => {
  expect(isPrediction({ name: "metadata.predicted_price", facetable: false })).toBe(false);
});
