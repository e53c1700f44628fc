interface Edge {
  cost: number;
  a: number;
  b: number;
}

/** Edges between two numbers, cheapest first; equal ones by the smaller of both, then by the larger. */
export class EdgeHeap {
  readonly #edges: Edge[] = [];

  push(cost: number, one: number, other: number): void {
    const edges = this.#edges;
    const edge = { cost, a: Math.min(one, other), b: Math.max(one, other) };
    let at = edges.length;
    edges.push(edge);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(edge, edges[above] as Edge)) break;
      edges[at] = edges[above] as Edge;
      at = above;
    }
    edges[at] = edge;
  }

  pop(): Edge | undefined {
    const edges = this.#edges;
    const first = edges[0];
    const last = edges.pop();
    if (!last || edges.length === 0) return first;
    let at = 0;
    for (let below = 1; below < edges.length; below = 2 * at + 1) {
      if (below + 1 < edges.length && isBefore(edges[below + 1] as Edge, edges[below] as Edge)) below++;
      if (!isBefore(edges[below] as Edge, last)) break;
      edges[at] = edges[below] as Edge;
      at = below;
    }
    edges[at] = last;
    return first;
  }
}

const isBefore = (x: Edge, y: Edge): boolean =>
  x.cost < y.cost || (x.cost === y.cost && (x.a < y.a || (x.a === y.a && x.b < y.b)));
