import type { Row } from "@pomona/contract/rows";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { thumbnailUrl } from "../../api/client.ts";
import { textQuery } from "../../api/queries.ts";
import { largestPictureUrl } from "../../catalog/drawn-by-browsers.ts";
import { PictureProblem, usePictureProblem } from "../../catalog/picture-problem.tsx";
import { copy } from "../../copy.ts";

/** Characters of a text that rows in lists carry. */
const LISTED_TEXT = 2000;

/** The row that is asked about, as large as there is room. */
export function ReviewMedia({ row }: { row: Row }) {
  return row.mediaType === "text" ? <WholeText row={row} /> : <Picture key={row.key} row={row} />;
}

function WholeText({ row }: { row: Row }) {
  const isCut = (row.text?.length ?? 0) >= LISTED_TEXT;
  const whole = useQuery({ ...textQuery(row.key), enabled: isCut }).data;
  return (
    <section
      key={row.key}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      aria-label={copy.wholeText}
      className="size-full overflow-y-auto bg-surface px-5 py-5 outline-offset-[-3px] sm:px-10 sm:py-8"
    >
      <pre className="mx-auto my-0 max-w-[70ch] font-sans text-lg leading-relaxed break-words whitespace-pre-wrap">
        {whole ?? row.text}
      </pre>
    </section>
  );
}

function Picture({ row }: { row: Row }) {
  const { problem, explain } = usePictureProblem(row.key);
  if (problem !== null)
    return (
      <div className="flex size-full items-center justify-center">
        <PictureProblem problem={problem} />
      </div>
    );
  return (
    <img
      alt={copy.imageOf(row.key)}
      src={largestPictureUrl(row)}
      // What lists have shown stands in until the original is there.
      style={{ backgroundImage: `url("${thumbnailUrl(row, "320")}")`, ...largestSize(row) }}
      className="absolute inset-0 m-auto size-full bg-center bg-contain bg-no-repeat object-contain"
      draggable={false}
      onError={explain}
    />
  );
}

/** Small pictures are enlarged, but not until they blur; a drawing has no pixels of its own. */
const LARGEST_ENLARGEMENT = 3;

const largestSize = ({ width, height, format }: Row) =>
  width && height && format !== "svg"
    ? { maxWidth: width * LARGEST_ENLARGEMENT, maxHeight: height * LARGEST_ENLARGEMENT }
    : {};

/** Fetches the pictures of the rows that come next, so that they are there when they are asked about. */
export function usePicturesAhead(rows: readonly (Row | undefined)[]): void {
  const urls = rows.flatMap((row) => (row?.mediaType === "image" ? [largestPictureUrl(row)] : [])).join("\n");
  useEffect(() => {
    const pictures = urls
      .split("\n")
      .filter(Boolean)
      .map((url) => Object.assign(new Image(), { src: url }));
    return () => {
      // What was fetched stays in the browser's memory; what is under way is asked for next, so it goes on.
      pictures.length = 0;
    };
  }, [urls]);
}
