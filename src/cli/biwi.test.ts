import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommanderError } from 'commander'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeSample } from '../../test/biwi-sample.ts'
import { biwiCommand } from './biwi.ts'
import { equipped } from './command.ts'

let parent: string
beforeEach(async () => {
  parent = await writeSample({ 1: [0, 4], 15: [2] })
})
afterEach(() => rm(parent, { recursive: true }))
const at = (...names: string[]) => join(parent, 'hpdb', ...names)

/** Runs `kindling biwi …`; gives what it printed and its exit code. */
const run = async (...words: string[]) => {
  const text = { output: '', error: '' }
  const spy = (stream: 'stdout' | 'stderr', name: 'output' | 'error') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk: unknown) => {
      text[name] += String(chunk)
      return true
    })
  const spies = [spy('stdout', 'output'), spy('stderr', 'error')]
  const before = process.exitCode
  try {
    await equipped(biwiCommand()).parseAsync(words, { from: 'user' })
    return { ...text, exitCode: process.exitCode, json: () => JSON.parse(text.output.trimEnd().split('\n').at(-1)!) }
  } finally {
    process.exitCode = before
    for (const each of spies) each.mockRestore()
  }
}

describe('kindling biwi info', () => {
  it('says what there is, and describes each frame', async () => {
    const { output, exitCode } = await run('info', parent)
    expect(exitCode).toBe(0)
    expect(output).toContain('2 sequences, 2 people, 3 frames\n')
    expect(output).toContain('  15: 1 frame, the person of sequence 03 (')
    expect(output.split('\n').filter((line) => /^\d\d\/\d{5} /.test(line))).toHaveLength(3)
    expect(output).toMatch(/01\/00004 {2}\(33\.\d\d, .*20\.0 +-10\.0 +5\.0 {2}64 × 48, \d+ pixels, \d+…\d+ mm/)
  })

  it('describes the first frames only, where asked to', async () => {
    const { output } = await run('info', parent, '--frames', '1')
    expect(output).toContain('3 frames\n')
    expect(output.split('\n').filter((line) => /^\d\d\/\d{5} /.test(line))).toHaveLength(1)
  })

  it('has both centres and the depth of each frame in its JSON', async () => {
    const { json, error } = await run('info', parent, '--json')
    expect(json()).toMatchObject({
      people: 2,
      sequences: [
        { number: 1, person: 1, frames: 2 },
        { number: 15, person: 3, frames: 1 },
      ],
    })
    for (const frame of json().frames) {
      expect(frame.centre).toHaveLength(2)
      expect(frame.centreByTheBook).toHaveLength(2)
      expect(frame.depth).toMatchObject({ width: 64, height: 48, measured: expect.any(Number) })
      expect(frame.yaw).toBeCloseTo(20, 3)
    }
    expect(error).toContain('3 frames')
  })

  it('ends with 3 and one line where the folder has no sequences', async () => {
    const { exitCode, error } = await run('info', at('01'))
    expect(exitCode).toBe(3)
    expect(error).toMatch(/^kindling: findBiwi: .* has no sequences .*\n$/)
  })
})

describe('kindling biwi verify', () => {
  it('ends with 0 when all is well', async () => {
    const { output, exitCode } = await run('verify', parent)
    expect(output).toContain('15 files of 3 frames read: 0 defects\n')
    expect(exitCode).toBe(0)
  })

  it('prints every defect, and ends with 3', async () => {
    await writeFile(at('01', 'frame_00000_pose.txt'), '1 0 0\nnan\n')
    await writeFile(at('15', 'frame_00002_depth.bin'), new Uint8Array(8))
    const { output, exitCode } = await run('verify', parent)
    expect(output).toContain(`${at('01', 'frame_00000_pose.txt')}: line 2: row 2 of the rotation has 1 numbers`)
    expect(output).toContain(`${at('15', 'frame_00002_depth.bin')}: byte 0: the width is 0`)
    expect(output).toContain('15 files of 3 frames read: 2 defects\n')
    expect(exitCode).toBe(3)
    const again = await run('verify', parent, '--json')
    expect(again.json()).toMatchObject({ frames: 3, files: 15, defects: [expect.any(String), expect.any(String)] })
    expect(again.exitCode).toBe(3)
  })
})

describe('kindling biwi show', () => {
  it('draws the first frame, or the one that is named', async () => {
    const file = join(parent, 'head.png')
    const { output, exitCode } = await run('show', parent, '-o', file)
    expect([exitCode, output]).toEqual([0, expect.stringContaining('01/00000: ')])
    expect(await sharp(await readFile(file)).metadata()).toMatchObject({ format: 'png', width: 1936 })
    const named = await run('show', parent, '--frame', '15/2', '-o', file, '--json')
    expect(named.json()).toEqual({ pictures: [{ sequence: 15, frame: 2, file }] })
  })

  it('draws several frames into a folder', async () => {
    const folder = join(parent, 'new', 'heads')
    expect((await run('show', parent, '--frame', '01/4', '15/2', '-o', folder)).exitCode).toBe(0)
    expect((await readdir(folder)).sort()).toEqual(['01_frame_00004.png', '15_frame_00002.png'])
  })

  it('names the frames that there are', async () => {
    const file = join(parent, 'head.png')
    const frame = await run('show', parent, '--frame', '1/3', '-o', file)
    expect([frame.exitCode, frame.error]).toEqual([2, expect.stringContaining('it has 2 frames from 0 to 4')])
    const sequence = await run('show', parent, '--frame', '2/3', '-o', file)
    expect([sequence.exitCode, sequence.error]).toEqual([2, expect.stringContaining('no sequence 02; it has 01, 15')])
    await expect(access(file)).rejects.toThrow()
  })

  it('refuses what is no frame', async () => {
    await expect(run('show', parent, '--frame', 'first')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
      message: expect.stringContaining('It must be sequence/frame, such as 01/3.'),
    } satisfies Partial<CommanderError>)
  })

  it('ends with 5 where the picture cannot be written', async () => {
    expect((await run('show', parent, '-o', join(parent, 'no', 'such', 'folder.png'))).exitCode).toBe(5)
  })
})
