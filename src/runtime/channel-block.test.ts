import { describe, expect, it } from 'vitest'
import { blockTrials } from './channel-block.ts'
import { createNodeExecutor } from './node-executor.ts'
import { blockThatAgrees } from './session.ts'

describe('channelBlock', () => {
  it('is the block with which blocked convolutions agree with plain ones, and no other does', async () => {
    const agreed = await Promise.all(blockTrials('x64').map(async (trial) => (await blockThatAgrees([trial])) > 0))
    if (process.arch === 'x64') expect(agreed.filter((yes) => yes)).toHaveLength(1)
    const executor = createNodeExecutor()
    const expected = blockTrials().find((_, i) => agreed[i])?.block ?? 0
    expect(await executor.channelBlock()).toBe(expected)
    await executor.close()
  })

  it('is 0 where no trial can be made', async () => {
    expect(blockTrials('arm64')).toEqual([])
    expect(await blockThatAgrees([])).toBe(0)
    expect(await blockThatAgrees([{ block: 16, model: new Uint8Array([1, 2, 3]) }])).toBe(0)
  })
})
