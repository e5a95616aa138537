import { Command, InvalidArgumentError } from 'commander'
import { action, type CommonOptions, wholeNumber } from './command.ts'

export interface LabOptions extends CommonOptions {
  readonly set?: readonly Setting[]
  readonly formulas?: boolean
  readonly open?: boolean
  readonly output?: string
  readonly export?: string
  readonly run?: string
  readonly item?: string
  readonly batch?: number
}

/** What `--set` says. */
export type Setting = { readonly cell: string; readonly value: number | string }

/** `kindling lab`: worksheets in which one sees where a loss comes from. */
export const labCommand = (): Command =>
  new Command('lab')
    .description('see where a loss comes from: worksheets whose cells compute it, here, in a browser or as .xlsx')
    .argument('[worksheet]', 'which to show (default: list them all)')
    .option('--set <cell=value...>', 'change inputs, by address or name, and see what follows', setting)
    .option('--formulas', 'list the formulas, too')
    .option('--open', 'open it in the browser, as a page that computes as one types')
    .option('-o, --output <file>', 'where the page of --open goes (default: a temporary file)')
    .option('--export <folder>', 'write the worksheet, or all of them, as .xlsx and .html')
    .option('--run <model>', 'a model that was trained here, or the record beside it: the loss of its own items')
    .option('--item <file|position>', 'with --run, which of the validation items (default: 0, the first)')
    .option('--batch <n>', 'with --run, so many items, from that one on (default: 1)', wholeNumber(1))
    .addHelpText(
      'after',
      `
Examples:
  $ kindling lab
  $ kindling lab softmax --formulas
  $ kindling lab softmax --set B4=3
  $ kindling lab cat-dog --open
  $ kindling lab --export sheets
  $ kindling lab --run tags.onnx --item street.jpg
  $ kindling lab --run tags.onnx --item 0 --batch 8 --open

Every worksheet is checked against the library's own losses as it is shown; one
that differs ends with exit code 1.`,
    )
    .action(
      action<[string | undefined], LabOptions>(async ([name], options, context) => {
        // The engine, the pages and the worksheets are loaded for this command only.
        const { showWorksheets } = await import('./show-worksheets.ts')
        return showWorksheets(name, options, context)
      }),
    )

/** A parser of `B2=3` for commander, which hands over what came before. */
const setting = (text: string, before: readonly Setting[] | undefined): readonly Setting[] => {
  const [, cell, value] = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.+?)\s*$/.exec(text) ?? []
  if (cell === undefined || value === undefined) throw new InvalidArgumentError('It must be cell=value, such as B2=3.')
  const number = Number(value)
  return [
    ...(before ?? []),
    {
      // Addresses are typed in small letters, too; names are found either way.
      cell: /^[a-z]{1,2}\d+$/i.test(cell) ? cell.toUpperCase() : cell,
      value: Number.isFinite(number) ? number : value,
    },
  ]
}
