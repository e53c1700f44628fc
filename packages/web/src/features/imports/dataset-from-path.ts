/** The dataset's name that a path suggests: its last part without an extension. */
export function datasetFromPath(path: string): string {
  return (
    path
      .replace(/[\\/]+$/, "")
      .split(/[\\/]/)
      .at(-1) ?? ""
  ).replace(/\.\w{1,7}$/, "");
}
