import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import type { Command } from 'commander'
import { equipped } from '../src/cli/command.ts'
import { dataCommand } from '../src/cli/data.ts'
import { labCommand } from '../src/cli/lab.ts'
import { evaluate } from '../src/lab/evaluate.ts'
import { cellsOf, withInputs } from '../src/lab/worksheet.ts'
import { worksheets } from '../src/lab/worksheets/index.ts'

/**
 * Guides whose numbers are all computed. What is checked, and how a guide is written for it:
 *
 * - The `ts` blocks are one program. What a block prints stands in the `text` block after it, or behind the statements that
 *   print it: `console.log(x) // 3`. Nothing that is printed is left out; a line `…` in a `text` block is any number of lines.
 *   Times at the end of a line (`43 ms`) are not compared, and paths are shown from the folder in which the guide runs.
 * - The commands of `sh` blocks run where they stand, with their output in the `text` block after them if there is one.
 *   Those with `--open`, which would start a browser, are left out.
 * - A number in prose or in a table has what it comes from behind it, in a comment that readers do not see: a cell of a
 *   worksheet, `0.8731<!--= softmax!D5 -->`, also with other inputs, `<!--= softmax!loss with B4=3 -->`, or an expression of
 *   the program as far as it has come, `<!--= loss.toFixed(4) -->`. Numbers with a decimal point must have one.
 */
export interface Guide {
  /** The program, for the compiler. */
  readonly code: string
  readonly commands: readonly string[]
  /** Of links and pictures, as they are written. */
  readonly links: readonly string[]
  readonly parts: readonly Part[]
}

interface Part {
  readonly kind: 'prose' | 'ts' | 'sh' | 'text'
  readonly text: string
  /** The line of the document in which it begins, from 1. */
  readonly line: number
}

/** Times differ from run to run. */
const withoutTimes = (line: string): string => line.replace(/ *(?:< )?[\d.]+ m?s$/, ' …').trimEnd()

export function readGuide(markdown: string): Guide {
  const parts: Part[] = []
  let line = 1
  const add = (kind: Part['kind'], text: string): void => {
    if (text.trim() !== '') parts.push({ kind, text, line })
  }
  let end = 0
  for (const match of markdown.matchAll(/^```(\w*)\n(.*?)^```\n/gms)) {
    const [whole, language, text] = match as unknown as [string, string, string]
    const prose = markdown.slice(end, match.index)
    add('prose', prose)
    line += prose.split('\n').length - 1
    if (language !== 'ts' && language !== 'sh' && language !== 'text')
      throw new Error(`line ${line}: a block of '${language}'; a guide has ts, sh and text`)
    add(language, text)
    line += whole.split('\n').length - 1
    end = match.index + whole.length
  }
  add('prose', markdown.slice(end))
  const of = (kind: Part['kind']): Part[] => parts.filter((part) => part.kind === kind)
  return {
    code: of('ts')
      .map(({ text }) => text)
      .join('\n'),
    commands: of('sh').flatMap(commandsOf),
    links: of('prose').flatMap(({ text }) => [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]!)),
    parts,
  }
}

const commandsOf = ({ text }: Part): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '')

const number = String.raw`[−-]?\d+(?:\.\d+)?`
const marked = new RegExp(String.raw`(?<!\w|\.)(${number})<!--= (.*?) -->`, 'g')

/** Numbers with a decimal point that nothing computes. Code of more than a number is what a reader writes, no result. */
const unmarked = (prose: string): string[] => {
  const rest = prose
    .replaceAll(marked, '')
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/`([^`]*)`/g, (_, code: string) => (/^[−-]?[\d.]+$/.test(code) ? code : ''))
    .replaceAll(/\]\([^)]*\)/g, ']')
  return [...rest.matchAll(/\d+\.\d+/g)].map(([found]) => found)
}

/**
 * Runs a guide in a folder of its own.
 *
 * @returns what does not come to what the guide says, with its line; nothing when all does
 */
export async function problemsOf({ parts }: Guide): Promise<string[]> {
  const problems: string[] = []
  const printed = new Map<Part, string[]>()
  let current: Part = parts[0]!
  const program: string[] = []
  const steps: (() => void | Promise<void>)[] = []
  const step = (work: () => void | Promise<void>): void => {
    program.push(`await globalThis.guideSteps[${steps.push(work) - 1}]()`)
  }

  for (const part of parts) {
    step(() => {
      current = part
    })
    if (part.kind === 'ts') program.push(part.text)
    if (part.kind === 'sh') {
      step(async () => {
        for (const command of commandsOf(part)) {
          const { output, code } = await runCommand(command)
          keep(output.replace(/\n$/, ''))
          if (code !== 0) problems.push(`line ${part.line}: ${command} ends with ${code}:\n${output}`)
        }
      })
    }
    if (part.kind !== 'prose') continue
    for (const found of unmarked(part.text))
      problems.push(`after line ${part.line}: nothing computes ${found}; put <!--= … --> behind it`)
    for (const [, text, reference] of part.text.matchAll(marked)) {
      const compare = (value: unknown): void => {
        const written = text!.replace('−', '-')
        const shown =
          typeof value === 'number' ? value.toFixed(written.split('.')[1]?.length ?? 0) : String(value).trim()
        if (shown !== written) problems.push(`after line ${part.line}: ${text} is ${shown} (${reference})`)
      }
      const cell = /^([a-z0-9-]+)!(\w+)(?: with (.+))?$/.exec(reference!)
      if (cell) step(async () => compare(await cellOf(cell[1]!, cell[2]!, cell[3])))
      else program.push(`globalThis.guideSteps[${steps.push(compare as () => void) - 1}](${reference})`)
    }
  }

  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kindling-guide-')))
  const keep = (text: string): void => {
    const lines = text.replaceAll(`${folder}${sep}`, '').split('\n')
    printed.set(current, [...(printed.get(current) ?? []), ...lines])
  }
  const before = { folder: process.cwd(), log: console.log }
  const file = join(folder, 'guide.mts')
  await writeFile(file, program.join('\n'))
  Object.assign(globalThis, { guideSteps: steps })
  let failed: Part | undefined
  process.chdir(folder)
  console.log = (...values: unknown[]) => keep(format(...values))
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href)
  } catch (error) {
    failed = current
    problems.push(`in the block of line ${current.line}: ${error instanceof Error ? error.stack : error}`)
  } finally {
    console.log = before.log
    process.chdir(before.folder)
    await rm(folder, { recursive: true })
  }

  for (const [i, part] of parts.entries()) {
    if (part === failed) break
    const after = parts[i + 1]
    if (part.kind === 'text' && !['ts', 'sh'].includes(parts[i - 1]?.kind ?? ''))
      problems.push(`line ${part.line}: nothing prints this; a text block follows what prints it`)
    if (part.kind !== 'ts' && part.kind !== 'sh') continue
    if (part.kind === 'sh' && after?.kind !== 'text') continue
    const said =
      after?.kind === 'text'
        ? after.text.trimEnd().split('\n')
        : part.text.split('\n').flatMap((line) => /^.*\S.* \/\/ (.*)$/.exec(line)?.[1] ?? [])
    const really = printed.get(part) ?? []
    if (!matches(really.map(withoutTimes), said.map(withoutTimes)))
      problems.push(`line ${part.line} says\n${said.join('\n')}\nand prints\n${really.join('\n')}`)
  }
  return problems
}

/** Whether lines are what is said of them, where `…` is any number of lines. */
function matches(lines: readonly string[], said: readonly string[]): boolean {
  const [first, ...others] = said
  if (first === undefined) return lines.length === 0
  if (first === '…') return [...lines, ''].some((_, i) => matches(lines.slice(i), others))
  return lines[0] === first && matches(lines.slice(1), others)
}

/** A cell of a worksheet by its address or name. */
async function cellOf(name: string, cell: string, settings: string | undefined): Promise<unknown> {
  const sheet = worksheets.find((each) => each.name === name)
  if (!sheet) throw new Error(`there is no worksheet '${name}'`)
  const inputs = settings?.split(/,\s*/).map((setting): [string, number] => {
    const [input, value] = setting.split('=')
    return [input!, Number(value)]
  })
  const { values } = await evaluate(withInputs(sheet, Object.fromEntries(inputs ?? [])))
  return values[cellsOf(sheet, cell)[0]!]
}

const program = (): Command[] => [labCommand(), dataCommand()].map(equipped)

/** Runs a command of `npx kindling` in this process; those that would open a browser are only looked at. */
async function runCommand(line: string): Promise<{ output: string; code: number }> {
  const [npx, kindling, name, ...words] = line.split(/\s+/)
  const command = program().find((each) => each.name() === name)
  if (npx !== 'npx' || kindling !== 'kindling' || !command)
    throw new Error(`${line}: a guide runs npx kindling lab or data`)
  if (words.includes('--open')) return { output: '', code: 0 }
  let output = ''
  const write = (text: string | Uint8Array): boolean => {
    output += text
    return true
  }
  const before = { out: process.stdout.write, err: process.stderr.write, code: process.exitCode }
  process.stdout.write = write
  process.stderr.write = write
  try {
    await command.parseAsync(words, { from: 'user' })
    return { output, code: Number(process.exitCode ?? 0) }
  } finally {
    process.stdout.write = before.out
    process.stderr.write = before.err
    process.exitCode = before.code
  }
}
