/** Where a moment lies among the edges of a calendar, whose parts differ in length: 2.5 is in the middle of the third. */
export function placeAmong(edges: readonly number[], ms: number): number {
  const next = edges.findIndex((edge) => edge > ms);
  if (next === 0) return 0;
  if (next < 0) return edges.length - 1;
  const [from = 0, to = 0] = [edges[next - 1], edges[next]];
  return next - 1 + (ms - from) / (to - from);
}
