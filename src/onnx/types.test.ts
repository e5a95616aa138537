import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  bytesPerElement,
  type ElementType,
  elementCount,
  elementTypeCode,
  elementTypeOfCode,
  NUMERIC_TYPES,
  type NumericType,
  newTypedArray,
} from './types.ts'

/** TensorProto.DataType of the ONNX specification. */
const codes: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
}

describe('element types', () => {
  it.each(Object.entries(codes))('%s has code %i of the specification, and back', (name, code) => {
    expect(elementTypeCode(name as ElementType)).toBe(code)
    expect(elementTypeOfCode(code)).toBe(name)
  })

  it.each([0, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, -1, 99])('code %i is none of them', (code) => {
    expect(elementTypeOfCode(code)).toBeUndefined()
  })

  it.each(Object.keys(NUMERIC_TYPES) as NumericType[])('%s lies in a typed array of its own width', (name) => {
    const data = newTypedArray(name, 3)
    expect(data.length).toBe(3)
    expect(data.byteLength).toBe(3 * bytesPerElement(name))
  })

  it('strings have no width', () => {
    expect(() => bytesPerElement('string')).toThrow(/string.*no fixed size/)
  })

  it('bytes are a view of the data, offset and all', () => {
    const data = new Float32Array([1, 2, 3]).subarray(1)
    const bytes = bytesOf(data)
    expect(bytes.length).toBe(8)
    bytes.fill(0)
    expect([...data]).toEqual([0, 0])
  })

  it('a scalar has one element, a shape with a 0 none', () => {
    expect(elementCount([])).toBe(1)
    expect(elementCount([2, 3, 4])).toBe(24)
    expect(elementCount([2, 0, 4])).toBe(0)
  })
})
