import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markup } from './markup.ts'

describe('markup', () => {
  it('escapes what begins a tag, an entity or ends an attribute', () =>
    expect(markup(`<script>alert("1" & '2')</script>`)).toBe(
      '&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;',
    ))

  it('leaves other text as it is', () => expect(markup('größe 東京 🐈')).toBe('größe 東京 🐈'))

  it('replaces what no XML document may hold: control characters, halves of surrogate pairs', () =>
    expect(markup('a\x00b\ud800c\uffffd')).toBe('a\ufffdb\ufffdc\ufffdd'))

  it('never lets a tag or an attribute end (any text)', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(markup(text)))))
})
