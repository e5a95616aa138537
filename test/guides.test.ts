import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compilerErrors } from './compiler.ts'
import { problemsOf, readGuide } from './guide.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const guides = ['sigmoid-or-softmax', 'how-data-is-loaded', 'numpy-ground'].map((name) => `docs/${name}.md`)

describe.each(guides)('%s', (path) => {
  const guide = readGuide(read(path))

  it('comes to every output and number that it shows', async () => {
    expect(await problemsOf(guide)).toEqual([])
  }, 120_000)

  it('is short enough to be read', () => expect(read(path).split('\n').length).toBeLessThanOrEqual(350))

  it('links to files that there are, and its pictures are small', async () => {
    for (const link of guide.links.filter((each) => !each.startsWith('http'))) {
      const { size } = await stat(join(root, dirname(path), link))
      if (/\.(png|jpg|svg)$/.test(link)) expect(size, link).toBeLessThan(150_000)
    }
  })
})

describe('the guides', () => {
  it('are TypeScript that the compiler accepts', async () => {
    expect(await compilerErrors(guides.map((path) => readGuide(read(path)).code))).toBe('')
  })

  it('have a part in README.md that is checked in the same way', async () => {
    const sections = read('README.md').split(/^(?=## )/m)
    for (const title of ['See where a loss comes from', "NumPy's functions"]) {
      const section = sections.find((each) => each.startsWith(`## ${title}\n`))
      expect(section, title).toBeDefined()
      expect(await problemsOf(readGuide(section!)), title).toEqual([])
    }
  })

  it('stand in the list of docs/README.md, which leads to files that there are', async () => {
    const { links } = readGuide(read('docs/README.md'))
    for (const path of guides) expect(links).toContain(path.replace('docs/', ''))
    for (const link of links.filter((each) => !each.startsWith('http')))
      await expect(stat(join(root, 'docs', link)), link).resolves.toBeDefined()
  })
})

describe('a guide', () => {
  const problems = (...lines: string[]): Promise<string[]> => problemsOf(readGuide(`${lines.join('\n')}\n`))
  const block = (language: string, ...lines: string[]): string[] => [`\`\`\`${language}`, ...lines, '```']

  it('that says what is so has no problems', async () => {
    expect(
      await problems(
        'The loss is 0.1357<!--= softmax!loss -->.',
        ...block('ts', 'const x: number = 2', 'console.log(x) // 2', 'console.log(x + 1) // 3'),
        'Twice that is 4.0<!--= 2 * x -->.',
        ...block('ts', "console.log('a\\nb\\nc')"),
        ...block('text', 'a', '…'),
      ),
    ).toEqual([])
  })

  it.each([
    ['a number that nothing computes', ['It is 0.5.'], 'nothing computes 0.5'],
    ['another value than its cell has', ['It is 0.1358<!--= softmax!loss -->.'], '0.1358 is 0.1357'],
    ['another value of an expression', ['It is 3.5<!--= 7 / 4 -->.'], '3.5 is 1.8'],
    ['another output behind a statement', block('ts', 'console.log(1) // 2'), 'says\n2\nand prints\n1'],
    ['an output that it does not show', block('ts', 'console.log(1)'), 'says\n\nand prints\n1'],
    ['another output below', [...block('ts', "console.log('a\\nb')"), ...block('text', 'a')], 'and prints\na\nb'],
    ['an output that nothing prints', ['Look:', ...block('text', '1')], 'nothing prints this'],
    ['code that throws', block('ts', "throw new Error('no')"), 'in the block of line 1: Error: no'],
    ['a command that fails', block('sh', 'npx kindling lab soft-max'), "there is no worksheet 'soft-max'"],
  ])('may not have %s', async (_, lines, problem) => {
    const found = await problems(...lines)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(problem)
  })
})
