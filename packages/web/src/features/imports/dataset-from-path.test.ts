import { expect, it } from "vitest";
import { datasetFromPath } from "./dataset-from-path.ts";

it("names a dataset by the last part of the path, without an extension", () => {
  expect(datasetFromPath("/data/photos/shop/")).toBe("shop");
  expect(datasetFromPath("C:\\texts\\mails.v2.parquet")).toBe("mails.v2");
  expect(datasetFromPath("")).toBe("");
});
