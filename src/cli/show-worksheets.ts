import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import open from 'open'
import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import {
  type CheckReport,
  check,
  drawWorksheet,
  evaluate,
  type Worksheet,
  withInputs,
  worksheets,
  xlsx,
} from '../lab/index.ts'
import { page } from '../lab/page/index.ts'
import type { CommandContext } from './command.ts'
import { exitCodes } from './exit-code.ts'
import type { LabOptions } from './lab.ts'
import { makeFolder } from './make-folder.ts'
import { shownPath, wrapped } from './prose.ts'
import { runWorksheet } from './run-worksheet.ts'

/** What `kindling lab` does; returns what `--json` prints. */
export const showWorksheets = async (
  name: string | undefined,
  options: LabOptions,
  context: CommandContext,
): Promise<object> => {
  if (name === undefined && options.run === undefined) return withoutName(options, context)
  if (name !== undefined && options.run !== undefined)
    throw invalid(`--run shows items of a run, and ${name} is a worksheet of its own; leave out one of the two`)
  const sheet = name === undefined ? await runWorksheet(options.run!, options, context.signal) : named(name)
  withoutRun(options)
  const inputs = Object.fromEntries((options.set ?? []).map(({ cell, value }) => [cell, value]))
  const changed = withInputs(sheet, inputs)
  if (options.export !== undefined) return exported([changed], options.export, context)
  if (options.open) return opened(changed, options, context)
  if (options.output !== undefined) throw invalid('--output says where the page of --open goes; give --open, too')
  return shown(sheet, changed, options, context)
}

/** Options that say nothing without a run. */
const withoutRun = (options: LabOptions): void => {
  const wanting = (['item', 'batch'] as const).find((option) => options[option] !== undefined)
  if (options.run === undefined && wanting !== undefined)
    throw invalid(`--${wanting} chooses items of a run; name its model: --run tags.onnx --${wanting} …`)
}

const withoutName = async (options: LabOptions, context: CommandContext): Promise<object> => {
  withoutRun(options)
  const wanting = (['set', 'formulas', 'open', 'output'] as const).find((option) => options[option] !== undefined)
  if (wanting !== undefined)
    throw invalid(`--${wanting} needs a worksheet; name one: kindling lab softmax --${wanting} …`)
  if (options.export !== undefined) return exported(worksheets, options.export, context)
  const { print } = context
  const width = Math.max(...worksheets.map((sheet) => sheet.name.length))
  for (const sheet of worksheets) print(`${sheet.name.padEnd(width)}  ${sheet.question}`)
  print(`\nShow one: kindling lab ${worksheets[0]!.name}`)
  return { worksheets: worksheets.map(({ name, title, question }) => ({ name, title, question })) }
}

const shown = async (
  original: Worksheet,
  sheet: Worksheet,
  { formulas = false, set = [] }: LabOptions,
  { print, output }: CommandContext,
): Promise<object> => {
  const report = await check(sheet)
  const { values, texts } = report.evaluation
  output.write(`${drawWorksheet(sheet, report.evaluation, { output, formulas })}\n`)
  if (set.length > 0) {
    const before = await evaluate(original)
    const consequences = Object.entries(sheet.cells)
      .filter(([, { role, name }]) => role === 'total' || (name !== undefined && role !== 'input'))
      .filter(([address]) => texts[address] !== before.texts[address])
      .map(
        ([address, { name }]) =>
          `  ${name === undefined ? address : `${name} (${address})`}: ${before.texts[address]} → ${texts[address]}`,
      )
    print('What follows from the changed inputs')
    print(consequences.join('\n') || '  no total changes')
    print()
  }
  for (const sentence of verdict(report)) print(wrapped(sentence))
  const { name, title, question } = sheet
  return {
    name,
    title,
    question,
    cells: Object.fromEntries(
      Object.entries(sheet.cells).map(([address, { formula, role, name, note }]) => [
        address,
        { value: values[address], text: texts[address], formula, role, name, note },
      ]),
    ),
    agrees: report.agrees,
    checks: report.outcomes,
    ...(!report.agrees && { exitCode: exitCodes.unexpected }),
  }
}

const verdict = ({ outcomes }: CheckReport): string[] => {
  if (outcomes.length === 0) return []
  const wrong = outcomes.flatMap(({ title, differences }) =>
    differences.map((difference) => ({ title, ...difference })),
  )
  if (wrong.length === 0) {
    const titles = outcomes.map(({ title }) => title).join('; ')
    return [
      `The library computes the same: ${titles} (to ${Math.max(...outcomes.map(({ largest }) => largest)).toExponential(0)}).`,
    ]
  }
  return wrong.map(
    ({ title, cell, sheet, library }) => `${title}: ${cell} is ${sheet} here, but the library computes ${library}.`,
  )
}

const opened = async (sheet: Worksheet, options: LabOptions, { print }: CommandContext): Promise<object> => {
  const file = options.output ?? join(await mkdtemp(join(tmpdir(), 'kindling-lab-')), `${sheet.name}.html`)
  await saveFile(file, await page(sheet))
  print(`${sheet.title}: ${shownPath(file)}`)
  const browser = await open(resolve(file))
  // Without a browser to open it, the file is there all the same.
  browser.on('error', () => print('No browser could be started; open the file in one.'))
  return { name: sheet.name, file }
}

const exported = async (
  sheets: readonly Worksheet[],
  folder: string,
  { print, signal }: CommandContext,
): Promise<object> => {
  await makeFolder(folder)
  const files: string[] = []
  for (const sheet of sheets) {
    signal.throwIfAborted()
    const stem = join(folder, sheet.name)
    await saveFile(`${stem}.xlsx`, await xlsx(sheet))
    await saveFile(`${stem}.html`, await page(sheet))
    files.push(`${stem}.xlsx`, `${stem}.html`)
    print(`${sheet.name}: ${shownPath(`${stem}.xlsx`)}, ${shownPath(`${stem}.html`)}`)
  }
  return { files }
}

const named = (name: string): Worksheet => {
  const found = worksheets.find((sheet) => sheet.name === name)
  if (!found)
    throw invalid(`there is no worksheet '${name}'; there are ${worksheets.map((sheet) => sheet.name).join(', ')}`)
  return found
}
