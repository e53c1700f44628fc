import { type ContentSignature, contentSignature } from "./content-signature.ts";
import { isImageName, isTextName } from "./image-names.ts";
import { inspectImage } from "./inspect-image.ts";
import { DEFAULT_INSPECT_LIMITS, type InspectLimits } from "./inspect-limits.ts";
import { inspectText } from "./inspect-text.ts";
import type { Inspected } from "./inspected.ts";
import { type ContentInput, readContent } from "./read-content.ts";

/** Text is taken as a row only where nothing promised an image: a failed download named `.jpg`, or bytes of an image column, is a fault. */
function isPromisedImage(
  input: ContentInput,
  signature: ContentSignature,
  expect: "image" | "text" | undefined,
): boolean {
  if (expect) return expect === "image";
  if ("path" in input) return isImageName(input.path);
  return signature.kind === "text" && signature.html;
}

/**
 * Looks at content by its first bytes and hands it to the image or the text reader.
 * `expect` says what the source promised (bytes of an image column are expected to be an image); text in its place is `wrong-media-type`.
 */
export async function inspect(
  input: ContentInput,
  limits: InspectLimits = DEFAULT_INSPECT_LIMITS,
  expect?: "image" | "text",
): Promise<Inspected> {
  const content = await readContent(input, limits.fileBytes);
  if (!content.ok) return content;
  const signature = contentSignature(content.bytes);
  if (
    signature.kind === "image" &&
    signature.format === "svg" &&
    (expect === "text" || ("path" in input && isTextName(input.path)))
  )
    return inspectText(content, limits);
  if (signature.kind === "image" || signature.kind === "foreign-image" || signature.kind === "empty")
    return inspectImage(content, limits);
  if (isPromisedImage(input, signature, expect)) return inspectImage(content, limits);
  if (signature.kind === "binary")
    return {
      ok: false,
      code: "unsupported",
      message:
        "It is neither a text nor an image that can be decoded. Convert it to JPEG, PNG, WebP or AVIF, or to UTF-8 text.",
    };
  return inspectText(content, limits);
}
