/** What the page can ask a view of the rows for. */
export interface ViewHandle {
  /** Makes a row the active one and brings it to the screen. */
  goTo: (position: number) => void;
  firstShown: () => number;
}
