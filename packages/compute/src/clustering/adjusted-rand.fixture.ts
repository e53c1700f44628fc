/** How far two labellings of the same points agree: 1 for the same groups, 0 for chance (Hubert and Arabie 1985). */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const both = new Map<string, number>();
  const [first, second] = [new Map<number, number>(), new Map<number, number>()];
  const add = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let i = 0; i < a.length; i++) {
    add(both, `${a[i]} ${b[i]}`);
    add(first, a[i] as number);
    add(second, b[i] as number);
  }
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const sum = (counts: Map<unknown, number>): number => [...counts.values()].reduce((all, n) => all + pairs(n), 0);
  const expected = (sum(first) * sum(second)) / pairs(a.length);
  return (sum(both) - expected) / ((sum(first) + sum(second)) / 2 - expected);
}
