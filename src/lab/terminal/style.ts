import { styleText } from 'node:util'
import { isTerminal } from '../../report/terminal.ts'

/** How parts of a drawing are set off; each gives the text as it is where there are no colours. */
export type Style = {
  bold(text: string): string
  dim(text: string): string
  input(text: string): string
  total(text: string): string
  /** The colour of a series, by its number. */
  series(text: string, index: number): string
}

type Colour = Parameters<typeof styleText>[0]

const series: readonly Colour[] = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red']

/** With colours on a terminal that has them; `NO_COLOR` is respected. */
export const styleFor = (output: NodeJS.WritableStream): Style => {
  const colourful = isTerminal(output) && ((output as Partial<NodeJS.WriteStream>).hasColors?.() ?? false)
  const paint =
    (colour: Colour) =>
    (text: string): string =>
      colourful ? styleText(colour, text) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    input: paint('cyan'),
    total: paint(['bold', 'green']),
    series: (text, index) => paint(series[index % series.length]!)(text),
  }
}
