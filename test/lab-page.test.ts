import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../src/lab/evaluate.ts'
import { page } from '../src/lab/page/index.ts'
import { type Worksheet, withInputs, worksheet } from '../src/lab/worksheet.ts'
import { catDog } from '../src/lab/worksheets/cat-dog.ts'
import { worksheets } from '../src/lab/worksheets/index.ts'
import { labelSmoothing } from '../src/lab/worksheets/label-smoothing.ts'
import { softmax } from '../src/lab/worksheets/softmax.ts'
import { chromiumPath, needsChromium } from './chromium.ts'

/** Pages are opened as a reader opens them: a file, and no network. Whatever the browser complains of fails the test. */
describe.skipIf(!chromiumPath)(needsChromium('the page of a worksheet in a browser'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-page-'))
  let browser: Browser
  let context: BrowserContext | undefined
  let complaints: string[] = []
  let requests: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  afterEach(async () => {
    await context?.close()
    expect(complaints).toEqual([])
    // The file itself, and its empty icon.
    expect(requests.filter((url) => !/^(file:.*\.html|data:,?)$/.test(url))).toEqual([])
  })

  const open = async (sheet: Worksheet, width = 1360): Promise<Page> => {
    const file = join(folder, `${sheet.name}.html`)
    writeFileSync(file, await page(sheet))
    context = await browser.newContext({ offline: true, viewport: { width, height: 860 } })
    const tab = await context.newPage()
    complaints = []
    requests = []
    tab.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    tab.on('pageerror', (error) => complaints.push(String(error)))
    tab.on('request', (request) => requests.push(request.url()))
    await tab.goto(pathToFileURL(file).href)
    await tab.waitForSelector('html[data-live]')
    return tab
  }

  it.each(worksheets)('$name: every cell shows what evaluate gives', async (sheet) => {
    const tab = await open(sheet)
    expect(await shownOn(tab)).toEqual((await evaluate(sheet)).texts)
    expect(await tab.locator('.chart svg').count()).toBe(sheet.charts.length)
  })

  it("changes the cat's activation as one types: dependants, total and chart follow, as the library's own loss says", async () => {
    const tab = await open(softmax)
    const bars = () =>
      tab.locator('.chart svg [aria-label="bar"] rect').evaluateAll((all) => all.map(({ outerHTML }) => outerHTML))
    const before = await bars()
    await tab.locator('#B4 input').click()
    await tab.keyboard.type('3')
    const changed = withInputs(softmax, { B4: 3 })
    const { texts, read } = await evaluate(changed)
    const ours = await softmax.checks.find(({ title }) => title === 'cross-entropy')!.expected(read)
    expect(await textOf(tab, 'B11')).toBe((ours as number).toFixed(6))
    expect(await tab.locator('.total b').textContent()).toBe((ours as number).toFixed(6))
    expect(await tab.locator('.total .was').textContent()).toBe('was 0.135660')
    await tab.keyboard.press('Enter')
    expect(await shownOn(tab)).toEqual({ ...texts, B5: '2.5974727' })
    const after = await bars()
    expect(after).toHaveLength(5)
    expect(after).not.toEqual(before)
  })

  it('slides a number, and resets what was changed', async () => {
    const tab = await open(softmax)
    const slider = tab.locator('.bar input[type=range]')
    await slider.fill('5')
    expect(await shownOn(tab)).toEqual((await evaluate(withInputs(softmax, { B4: 5 }))).texts)
    expect(await tab.locator('#B4').getAttribute('class')).toContain('changed')
    await tab.locator('.reset').click()
    expect(await shownOn(tab)).toEqual((await evaluate(softmax)).texts)
    expect(await tab.locator('.reset').isDisabled()).toBe(true)
  })

  it('draws lines again when an input moves, each with its name at its end', async () => {
    const tab = await open(labelSmoothing)
    const lines = () =>
      tab.locator('.chart svg [aria-label="line"] path').evaluateAll((all) => all.map((path) => path.getAttribute('d')))
    const before = await lines()
    expect(before).toHaveLength(2)
    await tab.locator('.bar input[type=range]').fill('0.4')
    const after = await lines()
    expect(after).toHaveLength(2)
    expect(after[0]).not.toBe(before[0])
    expect(await tab.locator('.chart svg .name').allTextContents()).toEqual(
      labelSmoothing.charts[0]!.series.map(({ label }) => label),
    )
  })

  it('goes from cell to cell by arrows and Enter, from input to input by Tab', async () => {
    const tab = await open(softmax)
    const chosen = () => tab.locator('td:focus, td:has(:focus)').getAttribute('id')
    await tab.locator('#B4 input').click()
    const visited: (string | null)[] = []
    for (const key of [
      'ArrowRight',
      'ArrowDown',
      'Enter',
      'Shift+Enter',
      'Tab',
      'ArrowLeft',
      'ArrowUp',
      'End',
      'Home',
    ]) {
      await tab.keyboard.press(key)
      visited.push(await chosen())
    }
    expect(visited).toEqual(['C4', 'C5', 'C6', 'C5', 'E5', 'D5', 'D4', 'G4', 'A4'])
    await tab.locator('#B2').click()
    await tab.keyboard.press('ArrowUp')
    expect(await chosen()).toBe('A1')
  })

  it('Escape takes back what was typed; while one edits, arrows stay in the cell', async () => {
    const tab = await open(softmax)
    await tab.locator('#B4 input').click()
    await tab.keyboard.type('12')
    await tab.keyboard.press('ArrowLeft')
    await tab.keyboard.type('5')
    expect(await tab.locator('#B4 input').inputValue()).toBe('152')
    await tab.keyboard.press('Escape')
    expect(await tab.locator('#B4 input').inputValue()).toBe('-4.8852')
    expect(await textOf(tab, 'B11')).toBe('0.135660')
  })

  it('shows the formula of the chosen cell, in colours with what it refers to, and the note of its column', async () => {
    const tab = await open(softmax)
    await tab.locator('#D5').click()
    expect(await tab.locator('.bar .formula').textContent()).toBe('=C5/SUM(C$4:C$8) = 0.873139')
    expect(await tab.locator('.bar .note').textContent()).toBe(softmax.cells.D3!.note)
    const marked = await tab.locator('td[data-reference]').evaluateAll((all) => all.map(({ id }) => id))
    expect(marked).toEqual(['C4', 'C5', 'C6', 'C7', 'C8'])
  })

  it('shows a note under the pointer, until Escape', async () => {
    const tab = await open(softmax)
    await tab.locator('#C3').hover()
    expect(await tab.locator('.tip').textContent()).toBe(softmax.cells.C3!.note)
    await tab.keyboard.press('Escape')
    expect(await tab.locator('.tip').isHidden()).toBe(true)
  })

  it('tells which cell fails and why, and recovers', async () => {
    const tab = await open(catDog)
    await tab.locator('#D4 input').click()
    await tab.keyboard.type('-1')
    const refused = await evaluate(withInputs(catDog, { D4: -1 })).then(
      () => '',
      (error: Error) => error.message,
    )
    expect(refused).toMatch(/F4: the formula .* comes to #NUM!/)
    expect(`worksheet 'cat-dog', ${await tab.locator('.bar .problem').textContent()}`).toBe(refused)
    expect(await textOf(tab, 'F4')).toBe('#NUM!')
    expect(await tab.locator('#H9').getAttribute('class')).toContain('failed')
    await tab.keyboard.press('Control+A')
    await tab.keyboard.type('0.5')
    expect(await tab.locator('.bar .problem').textContent()).toBe('')
    expect(await textOf(tab, 'F4')).toBe('0.301030')
  })

  it('refuses what is no number, keeps the last one and says so', async () => {
    const tab = await open(softmax)
    await tab.locator('#B4 input').click()
    await tab.keyboard.type('0,5')
    expect(await tab.locator('.bar .problem').textContent()).toBe(
      "B4: '0,5' is no number; write one with a decimal point, such as 0.5 (it is still 0)",
    )
    await tab.keyboard.press('Enter')
    expect(await tab.locator('#B4 input').inputValue()).toBe('0.0000')
  })

  it('takes nothing in a worksheet for a script, a style or an address', async () => {
    const evil = `</script><script>document.title='caught'</script><img src=x onerror="document.title='caught'">`
    const tab = await open(
      worksheet({
        name: 'evil',
        title: evil,
        question: `${evil}?`,
        text: `${evil} [link](javascript:alert(1)) ![picture](http://example.invalid/a.png) <style>*{display:none}</style>`,
        cells: {
          A1: { value: evil, role: 'heading', note: evil },
          A2: { value: `" onfocus="document.title='caught'" x="`, role: 'input' },
          B1: { value: '{{evil}}', role: 'heading' },
          B2: { value: 1, role: 'input', note: evil },
        },
        charts: [
          {
            kind: 'bar',
            title: evil,
            x: { label: evil, values: 'A2' },
            y: { label: evil },
            series: [{ label: evil, values: 'B2' }],
          },
        ],
      }),
    )
    await tab.locator('#A2 input').click()
    await tab.locator('#B2 input').click()
    await tab.locator('#A1').hover()
    expect(await tab.title()).toBe(evil)
    expect(await tab.locator('h1').textContent()).toBe(evil)
    expect(await tab.locator('.tip').textContent()).toBe(evil)
    expect(await tab.locator('img, a[href^="javascript"]').count()).toBe(0)
  })

  it('fits a telephone: only the cells scroll sideways', async () => {
    const tab = await open(softmax, 390)
    const width = await tab.locator('html').evaluate((html) => html.scrollWidth)
    const cells = await tab.locator('.scroll').evaluate((scroll) => scroll.scrollWidth > scroll.clientWidth)
    expect(width).toBe(390)
    expect(cells).toBe(true)
  })
})

describe.runIf(process.env.CI === 'true' && !chromiumPath)('in CI', () => {
  it('needs a browser', () => expect.fail('chromium is not installed'))
})

/** What each cell shows, inputs included. */
const shownOn = async (tab: Page): Promise<Record<string, string>> =>
  Object.fromEntries(
    await tab
      .locator('.grid td[class]')
      .evaluateAll((all) => all.map((cell) => [cell.id, cell.querySelector('input')?.value ?? cell.textContent])),
  )

const textOf = (tab: Page, address: string): Promise<string | null> => tab.locator(`#${address}`).textContent()
