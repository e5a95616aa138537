import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { defaultTemplate } from './default-template.ts'
import { fields } from './fields.ts'

describe('docs/learning-log.md', () => {
  it('lists every field of a template, and the template of the package as it is', async () => {
    const guide = await readFile(new URL('../../docs/learning-log.md', import.meta.url), 'utf8')
    const rows = [...guide.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map((match) => [match[1]!, match[2]!])
    expect(Object.fromEntries(rows)).toEqual(fields)
    expect(guide).toContain(`\`\`\`liquid\n${defaultTemplate.trimEnd()}\n\`\`\``)
  })
})
