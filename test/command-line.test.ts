import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeModel, GraphBuilder, readModel } from '../src/onnx/index.ts'
import type { PoseErrors } from '../src/vision/index.ts'
import { writeColouredSquares } from './coloured-squares.ts'
import { bin, type Ended, jsonOf, kindling, requireFreshBuild, startKindling } from './kindling-process.ts'
import { canMount, needsTinyDisk, onTinyDisk } from './tiny-disk.ts'

/** What `predict --json` says. */
interface Predicted {
  readonly pictures: readonly {
    readonly picture: string
    readonly labels: readonly string[]
    readonly probabilities: Readonly<Record<string, number>>
  }[]
}

/** What `train --json` says. */
interface Trained {
  readonly model: string | null
  readonly interrupted?: boolean
  readonly averagePrecision: number
  readonly noneRecall: number
  readonly epochs: readonly { readonly trainLoss: number; readonly validLoss: number; readonly seconds: number }[]
  readonly leftOut: readonly string[]
}

/** The rows of the table that training prints as epochs end. */
const epochRows = /^ +\d+ +\d+\.\d+ +\d+\.\d+/m

/** Pictures of coloured squares in `squares`, and all that a test writes, by names of its own. */
let folder: string
let pictures: string[]
/** A training that all tests look at, of `model.onnx`. */
let trained: Ended

/** Words of a training that takes a second. */
const training = (...more: string[]): string[] => [
  ...['train', '--csv', 'squares/labels.csv', '--size', '24', '--batch-size', '8', '--epochs', '6'],
  ...more,
]
/** Words of a training that nobody waits for. */
const endless = (...more: string[]): string[] => [...training(...more), '--epochs', '1000000']

const run = (...words: string[]): Promise<Ended> => kindling(words, folder)
const predicted = async (model: string, ...files: string[]): Promise<Predicted['pictures']> => {
  const ended = await run('predict', model, ...files, '--json')
  expect(ended).toMatchObject({ code: 0 })
  return (jsonOf(ended) as unknown as Predicted).pictures
}
/** Writes a CSV of the squares with changed lines. */
const otherLabels = async (name: string, change: (line: string, i: number) => string): Promise<string> => {
  const lines = (await readFile(join(folder, 'squares', 'labels.csv'), 'utf8')).trimEnd().split('\n')
  await writeFile(join(folder, 'squares', name), `${lines.map(change).join('\n')}\n`)
  return `squares/${name}`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-command-line-'))
  requireFreshBuild()
  pictures = (await writeColouredSquares(join(folder, 'squares'), 64)).map((name) => `squares/${name}`)
  trained = await run(...training('-o', 'model.onnx'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('kindling', () => {
  /** What `--help` says, by the words before it, for all commands and theirs. */
  const help = new Map<string, string>()
  beforeAll(async () => {
    const visit = async (...words: string[]): Promise<void> => {
      const { code, stdout, stderr } = await run(...words, '--help')
      expect([code, stderr]).toEqual([0, ''])
      help.set(words.join(' '), stdout)
      const list = /^Commands:\n((?: .*\n)+)/m.exec(stdout)?.[1] ?? ''
      const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1]!)
      await Promise.all(commands.filter((name) => name !== 'help').map((name) => visit(...words, name)))
    }
    await visit()
  })

  it('--help shows the commands and the exit codes', () => {
    for (const command of ['demo', 'train', 'predict'])
      expect(help.get('')).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
    for (const meaning of ['2 +wrong usage', '3 +data', '4 +training diverged', '5 +a file', '130 +interrupted'])
      expect(help.get('')).toMatch(new RegExp(`^ +${meaning}`, 'm'))
  })

  it('--help of every command explains its options, with examples of what does something', () => {
    expect(help.size).toBeGreaterThanOrEqual(4)
    for (const [command, text] of help) {
      expect(text).toMatch(/^Options:$/m)
      if (!text.includes('\nCommands:\n')) expect(text).toMatch(new RegExp(`^ {2}\\$ kindling ${command} `, 'm'))
    }
  })

  it.each([
    ['demo', ['--folder', '--only', '--scenes', '--people', '--frames', '--epochs', '--seed', '--json']],
    ['train', ['--csv', '--images', '--output', '--architecture', '--size', '--epochs', '--lr', '--unreadable']],
    ['predict', ['<model>', '<pictures...>', '--json']],
  ])('%s --help shows its arguments and options', (command, options) => {
    for (const option of options) expect(help.get(command)).toContain(option)
  })

  it('--help keeps to lines of 80 characters, but for examples', () => {
    const long = [...help.values()].flatMap((text) => text.split('\n')).filter((line) => line.length > 80)
    expect(long.filter((line) => !line.startsWith('  $ '))).toEqual([])
  })

  it('--help to somebody who reads only the first line is no failure', () => {
    const script = '("$0" "$1" data --help; echo "exit code $?" >&2) | head -n 1'
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, bin], { encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['Usage: kindling data [options] [command]\n', 'exit code 0\n'])
  })

  it('messages that nobody reads change nothing of what a command is worth', () => {
    const script = '("$0" "$1" train; echo "exit code $?") 2>&1 >&3 | true'
    const { output } = spawnSync('sh', ['-c', script, process.execPath, bin], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    expect(output[3]).toBe('exit code 2\n')
  })

  it('--version prints that of the package', async () => {
    const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.skipIf(process.platform === 'win32')('is a program as it is cloned, which is what npx starts', () => {
    expect(spawnSync(bin, ['--version'], { encoding: 'utf8' })).toMatchObject({ status: 0 })
  })

  it.each([
    [['train', '--csv', 'a.csv', '--colour', 'red'], "unknown option '--colour'"],
    [['train'], 'train: no data is named'],
    [['train', '--csv', 'a.csv', '--size', '3.5'], 'It must be a whole number from 16'],
    [['train', '--csv', 'a.csv', '--architecture', 'vgg'], 'Allowed choices are small, resnet18'],
    [['predict', 'model.onnx'], "missing required argument 'pictures'"],
    [['trian'], "unknown command 'trian'"],
  ])('%j is wrong usage: exit code 2 and the reason', async (words, reason) => {
    const { code, stdout, stderr } = await run(...words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(reason)
  })

  it('says what is wrong as JSON too', async () => {
    const ended = await run('train', '--json', '--epochs', 'many')
    expect(ended.code).toBe(2)
    expect(jsonOf(ended)).toEqual({ error: expect.stringContaining("'many' is invalid"), exitCode: 2 })
  })
})

describe('kindling demo', () => {
  const tiny = ['--people', '2', '--frames', '2', '--epochs', '1', '--folder', 'demo']

  it('--json draws, trains, answers, and puts one JSON object into the last line of standard output', async () => {
    const ended = await run('demo', '--json', '--scenes', '100', ...tiny)
    expect(ended.code).toBe(0)
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1)
    const { averagePrecision, noneRecall, classes, epochs, model, poses } = jsonOf(ended)
    for (const share of [averagePrecision, noneRecall]) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }
    expect([classes, epochs]).toEqual([expect.objectContaining({ length: 8 }), expect.objectContaining({ length: 1 })])
    expect(ended.stderr).toContain('80 pictures to learn from')
    expect(ended.stderr).toMatch(epochRows)
    const written = ['heads', 'heads.onnx', 'heads.png', 'heads.run.json', 'tabletop', 'tags.onnx', 'tags.run.json']
    expect((await readdir(join(folder, 'demo'))).sort()).toEqual(written)
    const [answer] = await predicted(model as string, 'demo/tabletop/images/scene-00000.jpg')
    expect(Object.keys(answer!.probabilities)).toHaveLength(8)

    expect(poses).toMatchObject({ people: 2, frames: 4, validPeople: [2], model: 'demo/heads.onnx' })
    const { centre, rotation } = poses as unknown as Pick<PoseErrors, 'centre' | 'rotation'>
    for (const error of [...Object.values(centre), ...Object.values(rotation)]) expect(error).toBeGreaterThan(0)
    expect(ended.stderr).toContain('On the 2 pictures of the person held out')
  })

  it('--only poses is the second part, with the heads that were drawn before; its model answers by itself', async () => {
    const ended = await run('demo', '--json', '--only', 'poses', ...tiny)
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain('were drawn before')
    expect(Object.keys(jsonOf(ended))).toEqual(['poses'])
    const head = 'demo/heads/2-people-2-frames-seed-0/hpdb/02/frame_00001_rgb.jpg'
    const [answer] = await predicted('demo/heads.onnx', head)
    expect(answer).toMatchObject({ value: { centre: [[expect.any(Number), expect.any(Number)]] } })
    expect((answer as unknown as { value: { rotation: number[] } }).value.rotation).toHaveLength(9)
  })
})

describe('kindling train and predict', () => {
  it('train on a CSV, say what is in it and how well each label is answered', () => {
    const { code, stdout } = trained
    expect(code).toBe(0)
    expect(stdout).toContain('48 pictures to learn from (6 of them without a label), 16 to judge by (2)')
    expect(stdout).toMatch(epochRows)
    expect(stdout).toContain('Saved model.onnx')
    expect(stdout).toMatch(/^red +24 +8 +\d\.\d{3}/m)
    const [, precision, guessing] = /average precision, mean over 3 labels: (\S+) \(guessing: (\S+)\)/.exec(stdout)!
    expect(Number(precision)).toBeGreaterThan(0.95)
    expect(guessing).toBe('0.500')
    expect(stdout).toContain('npx kindling predict model.onnx squares/048.jpg')
  })

  it('print labels and probabilities of a picture, the most probable first', async () => {
    const { code, stdout, stderr } = await run('predict', 'model.onnx', pictures[53]!) // 53 = 101 at the end: blue, red
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^squares\/053\.jpg: blue, red\n✓ (blue|red) +0\.\d{3} .*\n✓ (blue|red) +0\.\d{3} .*\n {2}green +0\.\d{3}/,
    )
  })

  it('answer "none of these" for a picture that shows none', async () => {
    const { stdout } = await run('predict', 'model.onnx', pictures[48]!)
    expect(stdout).toContain('squares/048.jpg: none of these')
    expect(await predicted('model.onnx', pictures[48]!)).toMatchObject([{ picture: pictures[48], labels: [] }])
  })

  it('write a file that gives the same numbers to ONNX Runtime alone, within 1e-5', async () => {
    const file = join(folder, 'model.onnx')
    const model = readModel(await readFile(file))
    const metadata = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, JSON.parse(value)]))
    const { width, height, transforms } = metadata['kindling.pictures']
    expect({ width, height }).toEqual({ width: 24, height: 24 })
    expect(transforms).toEqual([{ kind: 'resize', width, height, mode: 'squish', fill: 'reflect' }])
    const { labels, thresholds } = metadata['kindling.answer']
    const session = await InferenceSession.create(file)
    expect([session.inputNames, session.outputNames]).toEqual([['images'], ['probabilities']])

    // Without loss, since decoders of JPEG differ by a few levels.
    const lossless = await Promise.all(
      pictures.slice(40, 56).map(async (picture) => {
        const png = picture.replace('.jpg', '.png')
        await sharp(join(folder, picture)).png().toFile(join(folder, png))
        return png
      }),
    )
    for (const answer of await predicted('model.onnx', ...lossless)) {
      const interleaved = await sharp(join(folder, answer.picture))
        .resize(width, height, { fit: 'fill', kernel: 'linear' })
        .raw()
        .toBuffer()
      const planes = Uint8Array.from(interleaved, (_, i) => {
        const [channel, pixel] = [Math.floor(i / (width * height)), i % (width * height)]
        return interleaved[3 * pixel + channel]!
      })
      const results = await session.run({ images: new Tensor('uint8', planes, [1, 3, height, width]) })
      const probabilities = [...(results.probabilities!.data as Float32Array)]
      for (const [i, label] of (labels as string[]).entries())
        expect(Math.abs(probabilities[i]! - answer.probabilities[label]!)).toBeLessThan(1e-5)
      expect(answer.labels).toEqual((labels as string[]).filter((_, i) => probabilities[i]! > thresholds[i]))
    }
    await session.release()
  })

  it('give the same numbers for the same seed, and others for another', async () => {
    const result = async (seed: string): Promise<unknown> => {
      const ended = await run(...training('--json', '-o', `seed-${seed}.onnx`, '--seed', seed, '--epochs', '2'))
      const { epochs, ...rest } = jsonOf(ended) as unknown as Trained
      const answers = await predicted(`seed-${seed}.onnx`, ...pictures.slice(0, 4))
      return { rest, epochs: epochs.map(({ seconds, ...numbers }) => numbers), answers }
    }
    const first = await result('7')
    expect(await result('7')).toEqual(first)
    expect(await result('8')).not.toEqual(first)
  })

  it('say which label no training picture has', async () => {
    const csv = await otherLabels('unseen.csv', (line) => line.replace(/^(063\.jpg,.*),True$/, '$1 violet,True'))
    const { code, stdout } = await run(...training('--csv', csv, '-o', 'unseen.onnx', '--epochs', '1'))
    expect(code).toBe(0)
    expect(stdout).toContain('on no training picture, so they cannot be learnt: violet')
    expect(stdout).toMatch(/^violet +0 +1 /m)
  })
})

describe('kindling with data that cannot be used ends with exit code 3 and', () => {
  /** The one line that says what is wrong. */
  const refused = async (...words: string[]): Promise<string> => {
    const { code, stderr } = await run(...words)
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/^kindling: .*\n$/) })
    return stderr
  }
  const refusedTraining = async (...more: string[]): Promise<string> => {
    const message = await refused(...training('-o', 'refused.onnx', ...more))
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([])
    return message
  }

  it('names a CSV that is missing', async () =>
    expect(await refusedTraining('--csv', 'nowhere.csv')).toMatch(/nowhere\.csv cannot be read.*ENOENT/))

  it('names the columns that there are when one is missing', async () => {
    const message = await refusedTraining('--labels', 'tags')
    expect(message).toContain("no column 'tags'")
    expect(message).toContain("'fname', 'labels', 'is_valid'")
  })

  it('names a picture that is missing', async () => {
    const csv = await otherLabels('missing.csv', (line) => line.replace('005.jpg', 'lost.jpg'))
    expect(await refusedTraining('--csv', csv)).toMatch(/1 of 64 pictures is missing: .*squares\/lost\.jpg \(line 7\)/)
  })

  it('names a picture that ends early', async () => {
    const whole = await readFile(join(folder, pictures[5]!))
    await writeFile(join(folder, 'squares', 'half.jpg'), whole.subarray(0, whole.length / 2))
    const csv = await otherLabels('half.csv', (line) => line.replace('005.jpg', 'half.jpg'))
    expect(await refusedTraining('--csv', csv)).toMatch(/squares\/half\.jpg cannot be used as a picture/)
    expect(await refused('predict', 'model.onnx', 'squares/half.jpg')).toMatch(/squares\/half\.jpg cannot be used/)
  })

  it('says so as JSON too', async () => {
    const ended = await run(...training('-o', 'refused.onnx', '--csv', 'nowhere.csv', '--json'))
    expect(ended.code).toBe(3)
    expect(jsonOf(ended)).toEqual({ error: expect.stringContaining('nowhere.csv'), exitCode: 3 })
  })

  it('says that a file is no model', async () => {
    expect(await refused('predict', 'squares/labels.csv', pictures[0]!)).toContain('squares/labels.csv: ')
    expect(await refused('predict', 'lost.onnx', pictures[0]!)).toContain('lost.onnx: the model cannot be read')
    const whole = await readFile(join(folder, 'model.onnx'))
    await writeFile(join(folder, 'half.onnx'), whole.subarray(0, whole.length / 2))
    expect(await refused('predict', 'half.onnx', pictures[0]!)).toContain('half.onnx: ')
  })

  it('says that an ONNX file is not one of its own', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('images', 'float32', [1])
    graph.output(graph.op('Sigmoid', [x])[0]!, 'probabilities', 'float32', [1])
    await writeFile(join(folder, 'foreign.onnx'), encodeModel(graph.build()))
    expect(await refused('predict', 'foreign.onnx', pictures[0]!)).toContain('foreign.onnx: its metadata has no')
  })
})

describe('kindling train --unreadable skip', () => {
  it('leaves out pictures that cannot be read, counts and names them', async () => {
    await writeFile(join(folder, 'squares', 'text.jpg'), 'no picture at all')
    await writeFile(join(folder, 'squares', 'empty.jpg'), '')
    const csv = await otherLabels('skip.csv', (line) =>
      line.replace('006.jpg', 'text.jpg').replace('060.jpg', 'empty.jpg'),
    )
    const words = training('--csv', csv, '-o', 'skip.onnx', '--unreadable', 'skip', '--epochs', '2')
    const { code, stdout } = await run(...words)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^2 unreadable pictures were left out:\n {2}.*squares\/text\.jpg .*\n {2}.*squares\/empty\.jpg /m,
    )
    expect(stdout).toContain('On the 15 validation pictures:')
    const { leftOut } = jsonOf(await run(...words, '--json')) as unknown as Trained
    expect(leftOut).toHaveLength(2)
  })
})

describe('kindling train, where the model cannot be written,', () => {
  it('does not write its record over it: exit code 2', async () => {
    const { code, stderr } = await run(...endless('-o', 'model.run.json'))
    expect([code, stderr]).toEqual([2, expect.stringContaining("that is the name of a run's record")])
  })

  it('says so before the training: exit code 5', async () => {
    const { code, stdout, stderr } = await run(...endless('-o', 'nowhere/model.onnx'))
    expect(code).toBe(5)
    expect(stderr).toContain("cannot write 'nowhere/model.onnx': the folder 'nowhere' does not exist")
    expect(stdout).not.toMatch(epochRows)
  })
})

describe('kindling train that diverges', () => {
  it('ends with exit code 4, names step and parameter, and leaves the old model', async () => {
    const before = [...(await readdir(folder)), 'old.onnx'].sort()
    await writeFile(join(folder, 'old.onnx'), 'old')
    const { code, stderr } = await run(...training('-o', 'old.onnx', '--lr', '1e9', '--epochs', '2'))
    expect(code).toBe(4)
    expect(stderr).toMatch(/^kindling: fit: .*step \d+.*\n$/)
    expect(stderr).toMatch(/[\w.]+\.(weight|bias) .*no longer finite; try a lower learning rate/)
    expect(await readFile(join(folder, 'old.onnx'), 'utf8')).toBe('old')
    expect((await readdir(folder)).sort()).toEqual(before)
  })
})

/** In a folder of its own, so that nothing but the model and its record may be there afterwards. */
const endlessIn = (folder: string, ...more: string[]) =>
  startKindling(endless('-o', join(folder, 'model.onnx'), ...more), dirname(folder))

// Windows has no signal that a process could send another one in the place of Ctrl-C.
describe.skipIf(process.platform === 'win32')('kindling train, interrupted by Ctrl-C,', () => {
  it('saves the model, says so and ends with exit code 130; the model can be used', async () => {
    const own = await mkdtemp(join(folder, 'interrupted-'))
    const process = endlessIn(own)
    await process.printed(epochRows)
    process.interrupt()
    const { code, stdout, stderr } = await process.ended
    expect(code).toBe(130)
    expect(stderr).toContain('Stopping; press Ctrl-C again to stop at once.')
    expect(stdout).toContain(`What had been learnt is saved in ${join(own, 'model.onnx')}`)
    expect((await readdir(own)).sort()).toEqual(['model.onnx', 'model.run.json'])
    const [answer] = await predicted(join(own, 'model.onnx'), pictures[0]!)
    expect(Object.keys(answer!.probabilities)).toEqual(['blue', 'green', 'red'])
  })

  it('says so as JSON too', async () => {
    const own = await mkdtemp(join(folder, 'interrupted-'))
    const process = endlessIn(own, '--json')
    await process.printed(epochRows)
    process.interrupt()
    const ended = await process.ended
    const { interrupted, model, epochs } = jsonOf(ended) as unknown as Trained
    expect([ended.code, interrupted, model]).toEqual([130, true, join(own, 'model.onnx')])
    expect(epochs.length).toBeGreaterThan(0)
  })

  it('ends at once at the second time, with the old model or the new one whole', async () => {
    const own = await mkdtemp(join(folder, 'interrupted-'))
    await writeFile(join(own, 'model.onnx'), 'old')
    const process = endlessIn(own)
    await process.printed(epochRows)
    process.interrupt()
    await process.printed(/Stopping/)
    process.interrupt()
    expect((await process.ended).code).toBe(130)
    expect(['model.onnx', 'model.run.json']).toEqual(expect.arrayContaining(await readdir(own)))
    if ((await readFile(join(own, 'model.onnx'))).length > 'old'.length)
      expect(await predicted(join(own, 'model.onnx'), pictures[0]!)).toHaveLength(1)
  })

  it('says that the model is saved where only its record cannot be written: exit code 5', async () => {
    const own = await mkdtemp(join(folder, 'interrupted-'))
    const process = endlessIn(own)
    await process.printed(epochRows)
    await mkdir(join(own, 'model.run.json'))
    process.interrupt()
    const { code, stderr } = await process.ended
    const model = join(own, 'model.onnx')
    expect([code, stderr.split('\n').at(-2)]).toEqual([
      5,
      `kindling: ${model} is saved, the record of its run is not: cannot write '${join(own, 'model.run.json')}': ` +
        'it is a folder; add a file name',
    ])
    expect(await predicted(model, pictures[0]!)).toHaveLength(1)
  })

  it('saves the model too when nobody reads its output any more', async () => {
    const own = await mkdtemp(join(folder, 'unread-'))
    const process = endlessIn(own)
    await process.printed(epochRows)
    process.stopReading('stdout')
    const { code, stderr } = await process.ended
    expect([code, stderr]).toEqual([130, ''])
    expect((await readdir(own)).sort()).toEqual(['model.onnx', 'model.run.json'])
    expect(await predicted(join(own, 'model.onnx'), pictures[0]!)).toHaveLength(1)
  })
})

describe('kindling train --json whose progress nobody reads', () => {
  it('goes on to its end', async () => {
    const own = await mkdtemp(join(folder, 'unread-'))
    const process = startKindling([...training('-o', join(own, 'model.onnx')), '--epochs', '3', '--json'], folder)
    process.stopReading('stderr')
    const ended = await process.ended
    expect([ended.code, jsonOf(ended)]).toEqual([0, expect.objectContaining({ model: join(own, 'model.onnx') })])
  })
})

describe.skipIf(!canMount)(needsTinyDisk('kindling train on a tiny disk'), () => {
  /** Runs a shell script where `$0` is a tiny disk and `"$@"` the command, and gives its output and what lies there. */
  const onDisk = (size: string, script: string, words: readonly string[]): string => {
    const disk = mkdtempSync(join(folder, 'disk-'))
    const [command, ...rest] = onTinyDisk(disk, size)
    const shown = 'echo "exit code $?"; ls -A "$0"; cat "$0/model"'
    const inside = ['sh', '-c', `${script}\n${shown}`, disk, process.execPath, bin, ...words, '-o', join(disk, 'model')]
    const { stdout, stderr } = spawnSync(command!, [...rest, ...inside], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.replaceAll(disk, 'disk')
  }
  const message =
    "kindling: cannot write 'disk/model': the disk is full (ENOSPC); " +
    'free some space or choose another disk. Nothing was changed\n'

  it('says before the training that the model will not fit: exit code 5, and the old one is still there', () => {
    const output = onDisk('256k', '"$@" 2>&1', endless())
    expect(output).toContain(`${message}exit code 5\nmodel\nold`)
    expect(output).not.toMatch(epochRows)
  })

  it('says so too when the disk has filled up during the training', () => {
    const script = `
      : > log
      "$@" > log 2>&1 & pid=$!
      until grep -q '^ *0 ' log || ! kill -0 $pid; do sleep 0.02; done
      dd if=/dev/zero of="$0/others" bs=64k 2> /dev/null
      kill -INT $pid
      wait $pid; code=$?
      cat log; (exit $code)`
    const output = onDisk('2m', script, endless())
    expect(output).toMatch(epochRows)
    expect(output).toContain(`${message}exit code 5\nmodel\nothers\nold`)
  })
})
