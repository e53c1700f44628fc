/**
 * The label that most neighbours of a row have, -1 (none) among them; of equally frequent ones that of the nearest
 * neighbour. `neighbours` are indices into `labels`, nearest first; -1 where there are none.
 */
export function voteCluster(neighbours: ArrayLike<number>, labels: ArrayLike<number>): number {
  const votes = new Map<number, number>();
  for (let i = 0; i < neighbours.length; i++) {
    const label = labels[neighbours[i] as number] as number;
    votes.set(label, (votes.get(label) ?? 0) + 1);
  }
  let winner = -1;
  let most = 0;
  for (const [label, count] of votes) if (count > most) [winner, most] = [label, count];
  return winner;
}

/**
 * The cluster of a row on each level, coarsest first: on each the vote of those neighbours that are in the cluster of the
 * level above, so that the clusters of the row are nested. `levels` are labels as of `voteCluster`.
 */
export function voteClusters(neighbours: ArrayLike<number>, levels: readonly ArrayLike<number>[]): number[] {
  const winners: number[] = [];
  let voters = Array.from(neighbours);
  for (const labels of levels) {
    const winner = winners.at(-1) === -1 ? -1 : voteCluster(voters, labels);
    winners.push(winner);
    voters = voters.filter((neighbour) => labels[neighbour] === winner);
  }
  return winners;
}
