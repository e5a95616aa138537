import { describe, expect, it } from 'vitest'
import { locationFault } from './location.ts'

describe('locationFault', () => {
  it.each(['weights.bin', 'model.onnx.data', 'data/weights.bin', './weights.bin', '..weights', 'a..b/c', 'größe.bin'])(
    '%s may be opened',
    (location) => {
      expect(locationFault(location)).toBeUndefined()
    },
  )

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['\\\\server\\share', 'is absolute'],
    ['C:\\weights.bin', 'is absolute'],
    ['c:weights.bin', 'is absolute'],
    ['file:///etc/passwd', 'is absolute'],
    ['https://example.org/weights.bin', 'is absolute'],
    ['../weights.bin', "has a step '..', which may lead out of the model's folder"],
    ['data/../../weights.bin', "has a step '..', which may lead out of the model's folder"],
    ['data\\..\\..\\weights.bin', "has a step '..', which may lead out of the model's folder"],
    ['data/..', "has a step '..', which may lead out of the model's folder"],
    ['weights.bin\0.png', 'has control characters'],
    ['data/', 'names a folder'],
    ['.', 'names a folder'],
  ])('%j is refused', (location, fault) => {
    expect(locationFault(location)).toBe(fault)
  })
})
