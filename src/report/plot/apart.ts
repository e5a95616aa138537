/**
 * Moves labels along an axis as little as possible (least squares) until neighbours are so far apart that none covers
 * another; their order stays.
 *
 * @param places where labels would be, in any order
 * @param distance between neighbours at least
 * @returns where they are, in the same order
 * @example
 * apart([10, 12, 50], 6) // [8, 14, 50]
 */
export function apart(places: readonly number[], distance: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!)
  // Pool adjacent violators: labels that touch move as one group, whose first one lies at the mean of what they wish.
  const groups: { wish: number; members: number[] }[] = []
  for (const i of order) {
    let group = { wish: places[i]!, members: [i] }
    for (let before = groups.at(-1); before; before = groups.at(-1)) {
      const size = before.members.length
      if (before.wish + size * distance <= group.wish) break
      groups.pop()
      const count = group.members.length
      const wish = (size * before.wish + count * (group.wish - size * distance)) / (size + count)
      group = { wish, members: [...before.members, ...group.members] }
    }
    groups.push(group)
  }
  const moved = new Array<number>(places.length)
  for (const { wish, members } of groups) for (const [k, i] of members.entries()) moved[i] = wish + k * distance
  return moved
}
