import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../evaluate.ts'
import { worksheet } from '../worksheet.ts'
import { softmax } from '../worksheets/softmax.ts'
import { tableHtml, tableStyle } from './table.ts'

const { document } = parseHTML(`<body>${tableHtml(softmax, await evaluate(softmax))}</body>`)
const cell = (address: string) => document.querySelector(`#${address}`)!

describe('tableHtml', () => {
  it('has letters above and numbers at the left, as headers of columns and rows', () => {
    const texts = (selector: string): string[] =>
      [...document.querySelectorAll(selector)].map((each) => each.textContent!)
    expect(texts('th[scope=col]')).toEqual([...'ABCDEFG'])
    expect(texts('th[scope=row]')).toEqual(Array.from({ length: 13 }, (_, i) => String(i + 1)))
  })

  it('shows cells as their formats do, and says what each is for', () => {
    expect([cell('D5').textContent, cell('D5').className]).toEqual(['0.873139', 'result right'])
    expect([cell('B11').textContent, cell('B11').className]).toEqual(['0.135660', 'total right noted'])
  })

  it('has an input, with a label, where a value may be changed, and nowhere else', () => {
    const inputs = [...document.querySelectorAll('td input')]
    expect(inputs.map((input) => input.closest('td')!.id)).toEqual(
      Object.keys(softmax.cells).filter((address) => softmax.cells[address]!.role === 'input'),
    )
    expect(cell('B4').querySelector('input')!.getAttribute('aria-label')).toBe('B4, cat, output')
  })

  it('offers the keys for decimal numbers only where there is no minus to type', () => {
    expect(cell('E4').querySelector('input')!.getAttribute('inputmode')).toBe('decimal')
    expect(cell('B4').querySelector('input')!.hasAttribute('inputmode')).toBe(false)
  })

  it('lets words run on over the empty cells beside them', () => {
    expect(cell('A1').getAttribute('colspan')).toBe('7')
    expect(document.querySelector('#B1')).toBeNull()
    expect(cell('B10').textContent).toBe('')
  })

  it('keeps a heading that stands at the right above its numbers, though the cells beside it are empty', async () => {
    const sheet = worksheet({
      name: 'two-tables',
      title: 'Two tables',
      question: 'Where does it stand?',
      text: 'Above its numbers.',
      cells: {
        A1: { value: 'x', role: 'heading' },
        A2: { value: 1 },
        C4: { value: 2 },
      },
    })
    const { document } = parseHTML(`<body>${tableHtml(sheet, await evaluate(sheet))}</body>`)
    expect(document.querySelector('#A1')!.hasAttribute('colspan')).toBe(false)
    expect(document.querySelector('#B1')).not.toBeNull()
  })
})

describe('tableStyle', () => {
  it('gives each column its width', async () => {
    const style = tableStyle(softmax, await evaluate(softmax))
    expect(style.match(/col:nth-child\(\d+\)/g)).toHaveLength(7)
    expect(style).toContain('.grid col:nth-child(2){width:calc(22ch + 1.5em)}')
  })
})
