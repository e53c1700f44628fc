import type { Row } from "@pomona/contract/rows";
import { useQuery } from "@tanstack/react-query";
import { thumbnailUrl } from "../../api/client.ts";
import { textQuery } from "../../api/queries.ts";
import { largestPictureUrl } from "../../catalog/drawn-by-browsers.ts";
import { MarkedText } from "../../catalog/marked-text.tsx";
import { PictureProblem, usePictureProblem } from "../../catalog/picture-problem.tsx";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { ZoomPicture } from "./zoom-picture.tsx";

export function RowMedia({ rowKey, row }: { rowKey: string; row: Row | undefined }) {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 items-center justify-center bg-sunken max-md:h-[55vh] max-md:flex-none">
      {row?.mediaType === "text" ? <WholeText rowKey={rowKey} /> : row ? <LargeImage key={row.key} row={row} /> : null}
    </div>
  );
}

function WholeText({ rowKey }: { rowKey: string }) {
  const text = useQuery(textQuery(rowKey));
  const { words } = useCatalog();
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      aria-label={copy.wholeText}
      className="size-full overflow-y-auto bg-surface px-6 py-6 outline-offset-[-3px] sm:px-10"
    >
      <pre className="mx-auto my-0 max-w-[75ch] font-sans text-base break-words whitespace-pre-wrap">
        <MarkedText text={text.data ?? text.error?.message ?? ""} words={words} />
      </pre>
    </section>
  );
}

function LargeImage({ row }: { row: Row }) {
  const { problem, explain } = usePictureProblem(row.key);
  if (problem !== null) return <PictureProblem problem={problem} />;
  const size = row.width && row.height ? { width: row.width, height: row.height } : null;
  return (
    <ZoomPicture size={row.format === "svg" && size ? grown(size) : size}>
      <img
        alt={row.labels.length > 0 ? copy.imageOf(row.labels.join(", ")) : copy.imageOf(row.key)}
        src={largestPictureUrl(row)}
        // What the grid has shown stands in until the original is there.
        style={{ backgroundImage: `url("${thumbnailUrl(row, "320")}")` }}
        className="size-full bg-center bg-contain bg-no-repeat object-contain"
        draggable={false}
        onError={explain}
      />
    </ZoomPicture>
  );
}

/** A drawing has no pixels of its own: it may be as large as there is room. */
const grown = ({ width, height }: { width: number; height: number }) => ({ width: width * 100, height: height * 100 });
