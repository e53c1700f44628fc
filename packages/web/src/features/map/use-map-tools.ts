import type { PointCloud, RegionMode, Tool } from "@pomona/projector/point-cloud";
import { type KeyboardEvent, useEffect, useState } from "react";
import { isTyping } from "../../catalog/is-typing.ts";
import { isEmptySelection, NOTHING_SELECTED } from "../../catalog/selection.ts";
import { useSelectionChanges } from "../../catalog/use-selection-changes.ts";

/** What the pointer does on the map, and the keys that change it. */
export function useMapTools(cloud: PointCloud | null) {
  const [tool, setTool] = useState<Tool>("pan");
  const [mode, setMode] = useState<RegionMode>("replace");
  const change = useSelectionChanges();
  useEffect(() => cloud?.setTool(tool, mode), [cloud, tool, mode]);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "v") setTool("pan");
    else if (key === "l") setTool("lasso");
    else if (key === "b") setTool("box");
    else if (key === "p") setTool("polygon");
    else if (event.key === "Escape" && tool !== "pan") setTool("pan");
    else if (event.key === "Escape") change((current) => (isEmptySelection(current()) ? current() : NOTHING_SELECTED));
    else return;
    event.preventDefault();
  };
  return { tool, setTool, mode, setMode, press };
}
