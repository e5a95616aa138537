import { describe, expect, it } from 'vitest'
import { Gate } from './gate.ts'

describe('a gate', () => {
  it('lets in until it is closed', () => {
    const gate = new Gate()
    const workerSide = new Gate(gate.memory)
    expect(workerSide.enter()).toBe(true)
    workerSide.leave()
    gate.close(0)
    expect(workerSide.enter()).toBe(false)
  })

  it('does not wait for ever for one who never comes out', () => {
    const gate = new Gate()
    new Gate(gate.memory).enter()
    gate.close(10)
    expect(new Gate(gate.memory).enter()).toBe(false)
  })
})
