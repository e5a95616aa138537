/** Sequences that show somebody again, and the sequence in which that person came first. */
const sameAs: Readonly<Record<number, number>> = { 21: 2, 15: 3, 18: 5, 22: 7 }

/**
 * Who is shown in a sequence of BIWI: the number of that person's first sequence. Four of the 20 people were recorded
 * twice (02 and 21, 03 and 15, 05 and 18, 07 and 22); a hold-out by sequence alone would validate on faces it has learnt.
 *
 * @example
 * personOf(21) // 2
 */
export const personOf = (sequence: number): number => sameAs[sequence] ?? sequence
