import type { LegendLine, PointCloud } from "@pomona/projector/point-cloud";
import { showProblem } from "../../ui/toast.tsx";

/** Device pixels of a CSS pixel of a saved PNG: sharp in print. */
const PNG_SCALE = 2;

interface SavedPicture {
  /** Of the file. */
  name: string;
  format: "png" | "svg";
  legend: readonly LegendLine[];
}

/** Has the browser save what is seen of a map, with a legend. */
export async function savePicture(cloud: PointCloud, { name, format, legend }: SavedPicture): Promise<void> {
  try {
    const picture =
      format === "png"
        ? await cloud.toPng(PNG_SCALE, legend)
        : new Blob([await cloud.toSvg(legend)], { type: "image/svg+xml" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, "-")}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    showProblem(error);
  }
}
