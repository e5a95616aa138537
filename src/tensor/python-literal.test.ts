import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LiteralError, PythonTuple, parsePythonLiteral } from './python-literal.ts'

const tuple = (...items: ConstructorParameters<typeof PythonTuple>[0]) => new PythonTuple(items)

describe('parsePythonLiteral', () => {
  it.each([
    ['True', true],
    ['False', false],
    [' None\n', null],
    ['0', 0],
    ['-12', -12],
    ['3L', 3],
    ["'a'", 'a'],
    ['"it\'s"', "it's"],
    [String.raw`'\'\\\n\x41\u00e9'`, "'\\\nAé"],
    ['()', tuple()],
    ['(1)', 1],
    ['(1,)', tuple(1)],
    ['( 1 , 2 )', tuple(1, 2)],
    ['[]', []],
    ["[('x', '<f8'), ('y', '<i4', (3,)),]", [tuple('x', '<f8'), tuple('y', '<i4', tuple(3))]],
    ['{}', new Map()],
    [
      "{'a': 1, \"b\": {'c': ()},}",
      new Map<string, unknown>([
        ['a', 1],
        ['b', new Map([['c', tuple()]])],
      ]),
    ],
  ])('reads %j', (text, value) => expect(parsePythonLiteral(text)).toEqual(value))

  it.each([
    ['', 0, 'the text ends where a value should'],
    ['{', 1, 'the text ends where a key in quotes or } should'],
    ["{'a'}", 4, '"}" stands where the : after "a" should'],
    ["{'a': 1 'b': 2}", 8, '"\'" stands where , or } should'],
    ["{'a': 1, 'a': 2}", 9, 'the key "a" stands there twice'],
    ['{1: 2}', 1, '"1" stands where a key in quotes or } should'],
    ['(1 2)', 3, '"2" stands where , or ) should'],
    ['(1, 2', 5, 'the text ends where , or ) should'],
    ['(,)', 1, '"," stands where a value should'],
    ["'abc", 0, 'a string has no end'],
    ["'a\nb'", 0, 'a string has no end'],
    [String.raw`'\q'`, 1, 'is no escape that is known here'],
    [String.raw`'\x4'`, 1, 'is no escape that is known here'],
    ['012', 0, 'this is no whole number'],
    ['-', 0, 'this is no whole number'],
    ['1.5', 1, '"." stands after the end of the value'],
    ['9007199254740993', 0, 'the number 9007199254740993 is too large'],
    ['1'.repeat(40), 0, 'the number 1111111111111111111111111… is too large'],
    ['Truely', 0, '"T" stands where a value should'],
    ["__import__('os')", 0, '"_" stands where a value should'],
    ['True and False', 5, '"a" stands after the end of the value'],
    ['('.repeat(40), 17, 'nested more than 16 deep'],
  ])('refuses %j and says where', (text, offset, message) => {
    const error = (() => {
      try {
        return parsePythonLiteral(text)
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(LiteralError)
    expect(error).toMatchObject({ offset, message: expect.stringContaining(message) })
  })

  it('does not use up the stack', () => {
    expect(() => parsePythonLiteral('('.repeat(1_000_000))).toThrow('nested more than 16 deep')
  })

  it('reads back what was written, whatever the spaces', () => {
    const write = (value: unknown): string => {
      if (value instanceof PythonTuple)
        return value.items.length === 1 ? `(${write(value.items[0])} ,)` : `(${value.items.map(write).join(' , ')})`
      if (Array.isArray(value)) return `[ ${value.map(write).join(',')} ]`
      if (value instanceof Map) return `{${[...value].map(([key, inner]) => `'${key}':${write(inner)}`).join(',\n')}}`
      if (typeof value === 'string') return `'${value}'`
      return value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : String(value)
    }
    const name = fc.stringMatching(/^[\w <>|=]{0,5}$/)
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
        fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), name),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => new PythonTuple(items as never)),
        fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
      ),
    }))
    fc.assert(
      fc.property(value, (expected) => {
        expect(parsePythonLiteral(write(expected))).toEqual(expected)
      }),
    )
  })

  it('answers any text with a value or a LiteralError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}()[],:\'"\\ -019TrueFalsNo\nxu'), maxLength: 30 }),
        (text) => {
          try {
            parsePythonLiteral(text)
          } catch (error) {
            expect(error).toBeInstanceOf(LiteralError)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
