import MarkdownIt from 'markdown-it'
import mathematics from 'markdown-it-math/no-default-renderer'
import temml from 'temml'
import { invalid } from '../../base/errors.ts'

/**
 * The text of a worksheet as HTML: Markdown without HTML of its own and without pictures, mathematics as MathML, which
 * browsers set without fonts of ours.
 *
 * @param markdown with TeX between `$`, or `$$` on lines of its own
 * @param subject what an error message begins with
 * @throws KindlingError `invalid-argument` for TeX that cannot be set
 *
 * @example
 * textHtml('The loss is $-\\ln p$.') // '<p>The loss is <math>…</math>.</p>\n'
 */
export const textHtml = (markdown: string, subject = 'textHtml'): string => {
  const set = (displayMode: boolean) => (tex: string) => {
    try {
      return temml.renderToString(tex, { displayMode, throwOnError: true })
    } catch (error) {
      throw invalid(`${subject}: the formula ${tex.trim()} cannot be set: ${(error as Error).message}`)
    }
  }
  return new MarkdownIt({ html: false, linkify: false })
    .disable('image')
    .use(mathematics, { inlineRenderer: set(false), blockRenderer: set(true) })
    .render(markdown)
}
