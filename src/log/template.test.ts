import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { defaultTemplate } from './default-template.ts'
import { fieldNames } from './fields.ts'
import { postTemplate } from './template.ts'

const everything = (text: string) => Object.fromEntries(fieldNames.map((name) => [name, text]))
const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(KindlingError)
    expect((error as KindlingError).code).toBe('invalid-data')
    return (error as KindlingError).message
  }
  throw new Error('it was taken')
}

describe('postTemplate', () => {
  it('puts fields into their places, in lists and on conditions too', () => {
    const template = postTemplate(
      '# {{ title }}\n{% for run in runs %}{{ run.name }}: {{ run.validLoss | round: 2 }}\n{% endfor %}{% if comparison %}x{% endif %}',
      'a.md',
    )
    const runs = [{ name: 'a', validLoss: 0.123 }]
    expect(template.render({ title: 'T', runs, comparison: null })).toBe('# T\na: 0.12\n')
  })

  it('what is in a field is not taken for a template', () => {
    expect(postTemplate('{{ title }}', 'a.md').render({ title: '{{ data }} {% if %}' })).toBe('{{ data }} {% if %}')
  })

  it('a placeholder that is no field is refused with its line and those that there are', () => {
    const message = refusal(() => postTemplate('{{ title }}\n\n{{ titel }} {{ what.ever }}', 'my.md'))
    expect(message).toBe(
      `my.md: line 3: there is no field {{ titel }}, nor {{ what }}; a template may use ${fieldNames.join(', ')}`,
    )
  })

  it('a part that a field does not have, a filter that does not exist and what is no Liquid are refused with the line', () => {
    const part = postTemplate('{% for run in runs %}\n{{ run.nam }}{% endfor %}', 'my.md')
    expect(refusal(() => part.render({ runs: [{ name: 'a' }] }))).toBe('my.md: line 2: undefined variable: run.nam')
    expect(refusal(() => postTemplate('\n{{ title | shout }}', 'my.md').render({ title: 'a' }))).toMatch(
      /^my\.md: line 2: undefined filter: shout/,
    )
    for (const broken of ['{% if %}x', '{% for run in runs %}', '{{ title', '{% nonsense %}'])
      expect(refusal(() => postTemplate(broken, 'my.md').render(everything('x')))).toMatch(/^my\.md: line 1: /)
  })

  it('reads no other file and nothing of JavaScript’s', () => {
    for (const name of ['/etc/hostname', '../package.json', 'package.json'])
      expect(refusal(() => postTemplate(`{% include "${name}" %}`, 'my.md').render({}))).toContain('my.md: line 1')
    expect(refusal(() => postTemplate('{{ runs.constructor.name }}', 'my.md').render({ runs: [] }))).toContain(
      'undefined',
    )
  })
})

describe('the default template', () => {
  it('is one, and leaves out no field but those that are parts of others', () => {
    const used = fieldNames.filter((name) => defaultTemplate.includes(`{{ ${name} }}`))
    const partsOfOthers = ['title', 'published', 'tags', 'readtime', 'runs']
    expect([...used, ...partsOfOthers].sort()).toEqual([...fieldNames].sort())
    expect(postTemplate(defaultTemplate, 'default').render(everything('here'))).toContain('## The runs compared')
    expect(postTemplate(defaultTemplate, 'default').render({ ...everything('here'), comparison: null })).not.toContain(
      'compared',
    )
  })
})
