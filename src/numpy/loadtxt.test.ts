import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Tensor } from '../tensor/tensor.ts'
import { loadtxt } from './loadtxt.ts'

// That NumPy makes the same of tables is in test/numpy-text.test.ts.

describe('loadtxt', () => {
  it('gives a tensor of float64', async () => {
    const x = await loadtxt(['1 2', '', '# note', '3 4 # note'])
    expect([x.dtype, await x.array()]).toEqual([
      'float64',
      [
        [1, 2],
        [3, 4],
      ],
    ])
  })

  it('unpacks into columns', async () => {
    const [x, y] = await loadtxt(['1,2', '3,4'], { delimiter: ',', unpack: true, dtype: 'int64' })
    expect([await x!.array(), await y!.array()]).toEqual([
      [1, 3],
      [2, 4],
    ])
    const list = () => loadtxt('x', { unpack: true })
    const one = () => loadtxt('x')
    expectTypeOf(list).returns.resolves.toEqualTypeOf<Tensor[]>()
    expectTypeOf(one).returns.resolves.toEqualTypeOf<Tensor>()
  })

  it('reads quoted fields, with delimiters, comment signs and line breaks in them', async () => {
    const lines = ['name,price', '"a, #1","1.5"', '"b', 'c",2 # note']
    const x = await loadtxt(lines, { delimiter: ',', quotechar: '"', skiprows: 1, usecols: 1 })
    expect(await x.array()).toEqual([1.5, 2])
  })

  it.each<[string, string[], object, string]>([
    ['a text', ['1 2', '', '3 x'], {}, `lines: line 3, column 2 is "x", which is no float64`],
    ['a gap', ['1,'], { delimiter: ',' }, `lines: line 1, column 2 is "", which is no float64`],
    ['a fraction', ['1.5'], { dtype: 'int32' }, `is "1.5", which is no int32; read it with dtype 'float64', and cast`],
    ['a number without room', ['256'], { dtype: 'uint8' }, 'is 256, for which uint8 has no room'],
    [
      'another number of columns',
      ['1 2', '3'],
      {},
      'lines: line 2 has 1 columns where line 1 has 2; mend it, or choose',
    ],
    ['a column that is not there', ['1 2', '3'], { usecols: 1 }, 'lines: line 2 has 1 columns, and usecols has 1'],
    ['no rows', ['# 1'], {}, 'lines: it has no rows but what is skipped'],
    [
      'an open quote',
      ['"1,2'],
      { delimiter: ',', quotechar: '"' },
      'lines: it cannot be read with this quotechar: Quote Not Closed',
    ],
    [
      'the line of quoted fields',
      ['x', '', '"1","x"'],
      { delimiter: ',', quotechar: '"', skiprows: 1 },
      'line 3, column 2',
    ],
  ])('refuses %s', async (_, lines, options, message) => {
    await expect(loadtxt(lines, options)).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(loadtxt(lines, options)).rejects.toThrow(message)
  })

  it.each<[object, string]>([
    [{ quotechar: '"' }, 'loadtxt: quotechar is for fields with a delimiter between them'],
    [{ quotechar: '""', delimiter: ',' }, 'loadtxt: with quotechar, it is one character'],
    [{ quotechar: '"', delimiter: ',', comments: ['#', '%'] }, 'and comments one sign or null'],
    [{ skiprows: 1.5 }, 'loadtxt: skiprows is 1.5'],
    [{ maxRows: -1 }, 'loadtxt: maxRows is -1'],
    [{ usecols: [] }, 'loadtxt: usecols is []'],
    [{ usecols: [0.5] }, 'loadtxt: usecols is [0.5]'],
    [{ comments: ['#', ''] }, "loadtxt: comments has ''"],
    [{ dtype: 'float' }, "dtype is 'float'"],
  ])('refuses the options %j', async (options, message) => {
    await expect(loadtxt(['1 2'], options)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(loadtxt(['1 2'], options)).rejects.toThrow(message)
  })
})
