import { describe, expect, it } from 'vitest'
import { redirectTarget, webAddress } from './web-address.ts'

describe('redirectTarget', () => {
  const none = new Set<string>()
  it('is relative to where it was said', () => {
    expect(redirectTarget(new URL('https://a.org/b/c'), '../d', none).href).toBe('https://a.org/d')
    expect(redirectTarget(new URL('http://a.org/b'), 'https://c.org/', none).href).toBe('https://c.org/')
  })
  it('never steps from https down to http', () => {
    expect(() => redirectTarget(new URL('https://a.org/'), 'http://a.org/', none)).toThrow('everybody on the way')
    expect(() => redirectTarget(new URL('https://a.org/'), '//b.org/', none)).not.toThrow()
  })
  it('does not take passwords from a stranger', () => {
    expect(() => redirectTarget(new URL('https://a.org/'), 'https://me:pw@b.org/', none)).toThrow(
      'cannot be downloaded',
    )
  })
})

describe('webAddress', () => {
  it('passes over what only a browser needs', () =>
    expect(webAddress('https://a.org/b#c').href).toBe('https://a.org/b'))
})
