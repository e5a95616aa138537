import { agree, milliseconds, type Row, ratio } from './results.ts'

/** Three significant digits, and no fewer than the whole number has. */
const short = (value: number | null): string =>
  value === null ? '–' : value >= 100 ? value.toFixed(0) : value.toPrecision(3)

/** The results as text: one line for each case and peer. */
export function table(rows: Row[], ours: string, peers: string[]): string {
  const lines = [['case', `${ours} ms`, 'peer', 'peer ms', 'ratio']]
  for (const row of rows) {
    const measured = peers.filter((peer) => milliseconds(row, peer) !== null)
    for (const peer of measured.length > 0 ? measured : ['–']) {
      lines.push([
        row.case.name,
        short(milliseconds(row, ours)),
        peer,
        short(milliseconds(row, peer)),
        agree(row, ours, peer) ? short(ratio(row, ours, peer)) : 'other numbers!',
      ])
    }
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  const numeric = [false, true, false, true, true]
  return lines
    .map((line) =>
      line
        .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  '),
    )
    .join('\n')
}
