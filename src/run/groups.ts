// Address groups: targets that share a resolved address form one chain, looked at by one worker,
// so the per-address rate holds and two units on one shared server never double its load.

export interface Addressed {
  readonly addresses: readonly string[];
}

/**
 * Splits into groups in which every member shares an address with another, directly or through others.
 * @returns longest group first; order within a group is the order given
 */
export function groupByAddress<T extends Addressed>(targets: readonly T[]): T[][] {
  const parent = targets.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    let above = parent[at] ?? at;
    while (above !== at) {
      at = above;
      above = parent[at] ?? at;
    }
    return at;
  };
  const firstWith = new Map<string, number>();
  targets.forEach((target, index) => {
    for (const address of target.addresses) {
      const first = firstWith.get(address);
      if (first === undefined) firstWith.set(address, index);
      else parent[root(index)] = root(first);
    }
  });
  const groups = new Map<number, T[]>();
  targets.forEach((target, index) => {
    const key = root(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  });
  return [...groups.values()].toSorted((a, b) => b.length - a.length);
}
