/** What the map says to those who cannot see it, and names of its buttons. The page that has it may give others. */
export interface ProjectorWords {
  /** The map itself; says what keys do. */
  map: string;
  labels: string;
  minimap: string;
  hideMinimap: string;
  showMinimap: string;
}

export const projectorWords: ProjectorWords = {
  map: "Map of points. Arrow keys move, plus and minus zoom, 0 shows all. With a region tool, Enter begins a box.",
  labels: "Names on the map",
  minimap: "Overview: click or drag to move the view",
  hideMinimap: "Hide the overview",
  showMinimap: "Show the overview",
};
