import { z } from "zod";

/** Types of metadata; `enum` is a string with few values, offered as choices. */
export const metadataType = z.enum(["string", "number", "boolean", "datetime", "enum", "strings"]);
export type MetadataType = z.infer<typeof metadataType>;

export const metadataValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export type MetadataValue = z.infer<typeof metadataValue>;

/** A field of the catalog that filters, sorts, facets or histograms can name. */
export const field = z.object({
  name: z.string().describe("As the filter language names it: `dataset`, `label`, `metadata.price`"),
  type: z.enum(["key", "string", "number", "boolean", "datetime", "enum", "strings", "text"]),
  facetable: z.boolean(),
  sortable: z.boolean(),
  builtin: z.boolean(),
});
export type Field = z.infer<typeof field>;

export const BUILTIN_FIELDS = [
  { name: "key", type: "key", facetable: false, sortable: true, builtin: true },
  { name: "dataset", type: "enum", facetable: true, sortable: true, builtin: true },
  { name: "mediaType", type: "enum", facetable: true, sortable: true, builtin: true },
  { name: "label", type: "strings", facetable: true, sortable: false, builtin: true },
  { name: "tag", type: "strings", facetable: true, sortable: false, builtin: true },
  { name: "text", type: "text", facetable: false, sortable: false, builtin: true },
  { name: "uri", type: "string", facetable: false, sortable: true, builtin: true },
  { name: "created", type: "datetime", facetable: false, sortable: true, builtin: true },
  { name: "width", type: "number", facetable: false, sortable: true, builtin: true },
  { name: "height", type: "number", facetable: false, sortable: true, builtin: true },
  { name: "bytes", type: "number", facetable: false, sortable: true, builtin: true },
  { name: "duplicate", type: "boolean", facetable: true, sortable: false, builtin: true },
] as const satisfies readonly Field[];
