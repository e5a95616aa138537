import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tensor, zeros } from '../tensor/index.ts'
import { savetxt } from './savetxt.ts'

// That NumPy writes the same, with every conversion and flag, is in test/numpy-text.test.ts.

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-savetxt-'))
  path = join(folder, 'x.txt')
})
afterAll(() => rm(folder, { recursive: true }))
const written = () => readFile(path, 'utf8')

describe('savetxt', () => {
  it('writes rows as lines, with all digits', async () => {
    await savetxt(path, [
      [1, 0.1],
      [-2, 3],
    ])
    expect(await written()).toBe(
      '1.000000000000000000e+00 1.000000000000000056e-01\n-2.000000000000000000e+00 3.000000000000000000e+00\n',
    )
  })

  it('writes header and footer, and a format for each column', async () => {
    const options = { fmt: ['%d', '%5.1f%%'], delimiter: ',', header: 'a,b', footer: 'end\nof it', comments: '% ' }
    await savetxt(
      path,
      [
        [1, 2.25],
        [3, 4],
      ],
      options,
    )
    expect(await written()).toBe('% a,b\n1,  2.2%\n3,  4.0%\n% end\n% of it\n')
  })

  it('writes more rows than are formatted at once', async () => {
    await savetxt(path, tensor(Int32Array.from({ length: 5000 }, (_, i) => i)), { fmt: '%d' })
    expect(await written()).toBe(Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(''))
  })

  it('writes int64 beyond the whole numbers of JavaScript, and the digits of float32', async () => {
    await savetxt(path, tensor([2n ** 62n + 1n]), { fmt: '%d' })
    expect(await written()).toBe('4611686018427387905\n')
    await savetxt(path, tensor([0.1]), { fmt: '%s' })
    expect(await written()).toBe('0.1\n')
  })

  it.each<[unknown, object, string]>([
    [
      [[1, 2]],
      { fmt: '%d %d %d' },
      "savetxt: fmt '%d %d %d' has 3 specifiers, and the array 2 columns; give one, or one for",
    ],
    [[[1, 2]], { fmt: 'x' }, "savetxt: fmt 'x' has 0 specifiers"],
    [[[1, 2]], { fmt: ['%d'] }, 'savetxt: fmt has 1 formats, and the array 2 columns; give one for each'],
    [[[1, 2]], { fmt: ['%d', 'x'] }, "savetxt: fmt 'x' must have one specifier, as %.3f is"],
    [[1], { fmt: '%y' }, "savetxt: fmt '%y' has %y; the conversions are d i u o x X e E f F g G s and %%"],
    [[1], { fmt: '%d %' }, "savetxt: fmt '%d %' has a % that begins no specifier; write %% for a per cent sign"],
    [[1], { fmt: '%2000d' }, "savetxt: fmt '%2000d' has %2000d; a width or precision is at most 1000"],
    [[1.5], { fmt: '%x' }, 'savetxt: fmt %x shows whole numbers, and the array is float64; cast it'],
    [[Number.NaN], { fmt: '%d' }, 'savetxt: fmt %d shows whole numbers, and a value is NaN; choose %f, %g or %s'],
    [5, {}, 'savetxt: the array has shape []; it must have one axis or two: reshape it'],
    [zeros([1, 1, 1]), {}, 'savetxt: the array has shape [1, 1, 1]'],
  ])('refuses %j with %j, and leaves what stood there', async (x, options, message) => {
    await savetxt(path, [1], { fmt: '%d' })
    await expect(savetxt(path, x as number[], options)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(savetxt(path, x as number[], options)).rejects.toThrow(message)
    expect(await written()).toBe('1\n')
    expect(await readdir(folder)).toEqual(['x.txt'])
  })

  it('refuses a name that says that it is compressed, and a folder that is not there', async () => {
    await expect(savetxt('x.gz', [1])).rejects.toThrow(
      'savetxt: the path ends with .gz, and nothing is compressed here',
    )
    await expect(savetxt(join(folder, 'no', 'x'), [1])).rejects.toMatchObject({ code: 'write-failed' })
  })
})
