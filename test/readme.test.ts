import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { beforeAll, describe, expect, it } from 'vitest'
import { biwiCommand } from '../src/cli/biwi.ts'
import { dataCommand } from '../src/cli/data.ts'
import { demoCommand } from '../src/cli/demo.ts'
import { getCommand } from '../src/cli/get.ts'
import { labCommand } from '../src/cli/lab.ts'
import { logCommand } from '../src/cli/log.ts'
import { predictCommand } from '../src/cli/predict.ts'
import { trainCommand } from '../src/cli/train.ts'
import { compilerErrors } from './compiler.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
let text: string
beforeAll(async () => {
  text = await readFile(join(root, 'README.md'), 'utf8')
})

/** The code blocks of a language. */
const blocksOf = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]!)

describe('README.md', () => {
  it('shows TypeScript that the compiler accepts, each block by itself', async () => {
    const blocks = blocksOf('ts')
    expect(blocks.length).toBeGreaterThanOrEqual(3)
    expect(await compilerErrors(blocks)).toBe('')
  }, 60_000)

  it('shows commands that there are, with options that they have', () => {
    const program = new Command()
    for (const make of [
      biwiCommand,
      dataCommand,
      demoCommand,
      getCommand,
      labCommand,
      logCommand,
      predictCommand,
      trainCommand,
    ])
      program.addCommand(make())
    const lines = [
      ...blocksOf('sh')
        .join('')
        .matchAll(/^npx kindling ([^#\n]+)/gm),
    ].map((match) => match[1]!)
    expect(lines.length).toBeGreaterThanOrEqual(10)
    for (const line of lines) {
      const words = line.trim().split(/\s+/)
      let command = program
      for (const word of words) {
        const next = command.commands.find((each) => each.name() === word)
        if (!next) break
        command = next
      }
      expect(command.commands, `kindling ${line} stops before a command`).toEqual([])
      const flags = command.options.flatMap(({ short, long }) => [short, long])
      expect(
        words.filter((word) => word.startsWith('-') && !flags.includes(word)),
        `kindling ${line}`,
      ).toEqual([])
    }
  })

  it('links to files that there are', async () => {
    const links = [...text.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map((match) => match[1]!)
    expect(links).toContain('ARCHITECTURE.md')
    for (const link of links) await expect(stat(join(root, link)), link).resolves.toBeDefined()
  })
})
