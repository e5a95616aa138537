import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnSplitter, fileSplitter, folderSplitter, functionSplitter } from './function-splitter.ts'

describe('functionSplitter', () => {
  it('puts each item where the function says', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (says) => {
        fc.pre(says.includes(true) && says.includes(false))
        const { train, valid } = functionSplitter((item: { says: boolean }) => item.says)(
          says.map((s) => ({ says: s })),
        )
        expect(valid.every((i) => says[i])).toBe(true)
        expect(train.some((i) => says[i])).toBe(false)
        expect(valid.length + train.length).toBe(says.length)
      }),
    )
  })

  it('calls the function with the item alone', () => {
    const inside = (n: number, least = 5): boolean => n >= least
    expect(functionSplitter(inside)([1, 9, 2, 8])).toEqual({ train: [0, 2], valid: [1, 3] })
  })

  it('refuses items that do not say', () => {
    const said = [{ valid: true }, { valid: undefined }, { valid: false }]
    expect(() => functionSplitter((item: { valid: boolean | undefined }) => item.valid)(said)).toThrow(
      'functionSplitter: 1 of 3 items do not say whether they are for validation; let all of them say so, or use randomSplitter',
    )
  })

  it('refuses to leave a side empty', () => {
    const isTrue = functionSplitter((item: boolean) => item)
    expect(() => isTrue([true, true])).toThrow(
      'functionSplitter: of 2 items none is for training; let some validate and others not, or use randomSplitter',
    )
    expect(() => isTrue([false])).toThrow('of 1 items none is for validation')
    expect(() => isTrue([])).toThrow('of 0 items none')
  })
})

describe('columnSplitter', () => {
  const rows = (...cells: string[]) => cells.map((is_valid) => ({ is_valid }))

  it('follows True, False, 1 and 0 in any case', () => {
    expect(columnSplitter()(rows('True', 'false', '0', '1', ' TRUE '))).toEqual({ train: [1, 2], valid: [0, 3, 4] })
    expect(columnSplitter('held_out')([{ held_out: '1' }, { held_out: '0' }])).toEqual({ train: [1], valid: [0] })
  })

  it('refuses a missing column, other words and an empty side', () => {
    expect(() => columnSplitter('test')(rows('1', '0'))).toThrow(
      "the row has no column 'test'; its columns are 'is_valid'",
    )
    expect(() => columnSplitter()(rows('1', 'perhaps'))).toThrow(
      "the row, column 'is_valid': 'perhaps' is neither true nor false; write True, False, 1 or 0",
    )
    expect(() => columnSplitter()(rows('1'))).toThrow(
      'columnSplitter: of 1 items none is for training; is_valid must be true for some and false for others, or use randomSplitter',
    )
  })
})

describe('folderSplitter', () => {
  const split = (...files: string[]) => folderSplitter()(files)

  it('follows the name of a folder above, however deep', () => {
    expect(split('/d/train/dog/1.jpg', '/d/valid/dog/2.jpg', '/d/train/3.jpg', '/d/valid/a/b/4.jpg')).toEqual({
      train: [0, 2],
      valid: [1, 3],
    })
    expect(folderSplitter({ train: 'training', valid: 'testing' })(['testing/7/1.png', 'training/7/1.png'])).toEqual({
      train: [1],
      valid: [0],
    })
  })

  it('is not confused by a class called train', () => {
    expect(split('/d/train/bus/1.jpg', '/d/valid/train/2.jpg', '/d/train/train/3.jpg', '/d/valid/bus/4.jpg')).toEqual({
      train: [0, 2],
      valid: [1, 3],
    })
  })

  it('is not confused by a data set that lies in a folder called train or valid', () => {
    expect(split('/train/d/train/1.jpg', '/train/d/valid/2.jpg')).toEqual({ train: [0], valid: [1] })
    expect(split('/d/train/valid/1.jpg', '/d/train/train/2.jpg')).toEqual({ train: [1], valid: [0] })
  })

  it('takes no file name for a folder', () =>
    expect(() => split('/d/train/1.jpg', '/d/valid')).toThrow(
      "folderSplitter: /d/valid lies neither in a folder 'train' nor in one 'valid'",
    ))

  it('refuses files that are all on one side', () => {
    expect(() => split('/d/train/dog/1.jpg', '/d/train/cat/2.jpg')).toThrow(
      "folderSplitter: of 2 items none is for validation; look at the folders 'train' and 'valid', or use randomSplitter",
    )
    expect(() => split('/d/valid/1.jpg')).toThrow('of 1 items none is for training')
    expect(() => split()).toThrow('of 0 items none')
  })
})

describe('fileSplitter', () => {
  const files = ['/d/a/1.jpg', '/d/a/2.jpg', '/d/b/1.jpg', '/d/b/3.jpg']

  it('follows a list of file names, or of paths relative to a folder', () => {
    expect(fileSplitter(['2.jpg', '3.jpg'])(files)).toEqual({ train: [0, 2], valid: [1, 3] })
    expect(fileSplitter(['b/1.jpg'], '/d')(files)).toEqual({ train: [0, 1, 3], valid: [2] })
  })

  it('refuses names that are not among the files, an empty list, and one of all files', () => {
    expect(() => fileSplitter(['9.jpg', '1.jpg', '8.jpg'])(files)).toThrow(
      "fileSplitter: 2 of 3 names are not among the files, the first '9.jpg'",
    )
    expect(() => fileSplitter([])).toThrow('fileSplitter: names is empty; name the files that validate')
    expect(() => fileSplitter(['1.jpg', '2.jpg', '3.jpg'])(files)).toThrow(
      'fileSplitter: of 4 items none is for training; name some of the files, not all of them',
    )
  })
})
