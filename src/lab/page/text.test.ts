import { describe, expect, it } from 'vitest'
import { textHtml } from './text.ts'

describe('textHtml', () => {
  it('sets mathematics as MathML, in the line and on lines of its own', () => {
    expect(textHtml('The loss is $-\\ln p$.')).toMatch(/^<p>The loss is <math>.*<mi>ln<\/mi>.*<\/math>\.<\/p>\n$/s)
    expect(textHtml('$$p = \\frac{a}{b}$$')).toMatch(/^<math display="block".*<mfrac><mi>a<\/mi><mi>b<\/mi><\/mfrac>/s)
    expect(textHtml('$$\nx = 1\n$$')).toContain('<math display="block"')
  })

  it('leaves amounts of money and code alone', () => {
    expect(textHtml('costs $5 or $6')).toBe('<p>costs $5 or $6</p>\n')
    expect(textHtml('see `$x$`')).toBe('<p>see <code>$x$</code></p>\n')
  })

  it('knows Markdown', () => {
    expect(textHtml('**Bold** and *so on*\n\n- one\n- two')).toBe(
      '<p><strong>Bold</strong> and <em>so on</em></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n',
    )
  })

  it('lets no HTML, picture or script address through', () => {
    const html = textHtml('<b onclick="x()">a</b> ![p](http://example.invalid/p.png) [l](javascript:x)')
    expect(html).not.toMatch(/<(b|img)\b|href="javascript/)
    expect(html).toContain('&lt;b onclick=')
  })

  it('lets no address through mathematics', () => {
    expect(() => textHtml('$\\href{javascript:x}{y}$')).toThrow(/cannot be set/)
  })

  it('names mathematics that cannot be set', () => {
    expect(() => textHtml('so $\\frac{1$ is', "worksheet 'x', text")).toThrow(
      /^worksheet 'x', text: the formula \\frac\{1 cannot be set: /,
    )
  })
})
