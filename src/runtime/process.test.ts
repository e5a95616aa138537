import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const runtime = new URL('./index.ts', import.meta.url).href
const onnx = new URL('../onnx/index.ts', import.meta.url).href
const root = fileURLToPath(new URL('../../', import.meta.url))

/** What scripts start from: an executor, and `multiply(times)`, which multiplies a matrix with itself that often. */
const preamble = `
  import { createNodeExecutor } from '${runtime}'
  import { encodeModel, GraphBuilder } from '${onnx}'
  const executor = createNodeExecutor()
  let id = 0
  const multiply = (times, threads = 'all') => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [undefined, undefined])
    let y = x
    for (let i = 0; i < times; i++) y = graph.op('MatMul', [y, x])[0]
    graph.output(graph.op('Mul', [y, y])[0], 'y', 'float32', [undefined, undefined])
    return {
      id: ++id, name: 'multiply', model: encodeModel(graph.build()), inputNames: ['x'], outputNames: ['y'], threads,
    }
  }
  const matrix = (size) => ({ dtype: 'float32', shape: [size, size], data: new Float32Array(size * size).fill(1e-3) })
  const output = (size, keep = false) => ({ dtype: 'float32', shape: [size, size], keep, read: !keep })
`

/** Runs a script in a process of its own. */
const run = (script: string, env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number | string | null | undefined; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, timeout: 50_000 }
    const flags = ['--expose-gc', '--import', 'tsx', '--input-type=module', '--eval', preamble + script]
    execFile(process.execPath, flags, options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr })
    })
  })

describe('a process with an executor', () => {
  it('stays alive while commands are under way, and then ends by itself', async () => {
    const { code, stdout } = await run(`
      executor.run(multiply(1), [matrix(4)], [output(4)]).then(([y]) => console.log(y.data.length))
    `)
    expect([code, stdout]).toEqual([0, '16\n'])
  })

  it('keeps its exit code when it ends in the middle of a run', async () => {
    const { code, stderr } = await run(`
      await executor.run(multiply(0), [matrix(4)], [output(4)])
      executor.run(multiply(8), [matrix(1500)], [output(1500)])
      setTimeout(() => process.exit(3), 40)
    `)
    expect([code, stderr]).toEqual([3, ''])
  })

  it('shows the exception that ends it in the middle of a run', async () => {
    const { code, stderr } = await run(`
      await executor.run(multiply(0), [matrix(4)], [output(4)])
      executor.run(multiply(8), [matrix(1500)], [output(1500)])
      setTimeout(() => { throw new Error('out of luck') }, 40)
    `)
    expect(code).toBe(1)
    expect(stderr).toMatch(/out of luck/)
    expect(stderr).not.toMatch(/terminate called/)
  })

  it('counts numbers too small for a normal float as zero, in its first executor', async () => {
    const { stdout } = await run(`
      const [y] = await executor.run(multiply(0, 'one'), [{ ...matrix(1), data: new Float32Array([1e-20]) }], [output(1)])
      console.log(y.data[0])
    `)
    expect(stdout).toBe('0\n')
  })

  it('grows by less than 60 MB in 2,000 runs with fresh arrays', async () => {
    const { stdout, stderr } = await run(`
      const program = multiply(1, 'one')
      const size = 200
      const state = executor.upload('float32', [size, size], matrix(size).data)
      const megabytes = async () => {
        for (let i = 0; i < 3; i++) {
          gc()
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        return process.memoryUsage().rss / 2 ** 20
      }
      const runs = async (count) => {
        for (let i = 0; i < count; i++) {
          await executor.run(program, [matrix(size)], [output(size)])
          // A buffer that nobody releases: the garbage collector has to.
          const [kept] = await executor.run(program, [state], [output(size, true)])
          await executor.run(program, [kept.buffer], [{ ...output(size, true), replaces: state }])
        }
      }
      await runs(300)
      const before = await megabytes()
      await runs(2000)
      const after = await megabytes()
      console.log(JSON.stringify({ before, after, ...(await executor.stats()) }))
    `)
    expect(stderr).toBe('')
    const { before, after, buffers } = JSON.parse(stdout)
    expect(after - before).toBeLessThan(60)
    expect(buffers).toBeLessThan(100)
  })

  it('lets the garbage collector know what abandoned buffers weigh', async () => {
    const { stdout } = await run(`
      const program = multiply(0, 'one')
      const size = 500
      const state = executor.upload('float32', [size, size], matrix(size).data)
      let most = 0
      for (let i = 0; i < 1000; i++) {
        await executor.run(program, [state], [output(size, true)])
        if (i % 10 === 0) most = Math.max(most, (await executor.stats()).buffers)
      }
      console.log(most)
    `)
    // Handles alone, of a few hundred bytes each, would leave all 1000 of them where they are.
    expect(Number(stdout)).toBeLessThan(400)
  })

  it('leaves a profile of each program where KINDLING_PROFILE says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kindling-profile-'))
    try {
      const { code } = await run(`await executor.run(multiply(1), [matrix(4)], [output(4)])`, {
        KINDLING_PROFILE: folder,
      })
      expect(code).toBe(0)
      const [file, ...others] = await readdir(folder)
      expect([file, others]).toEqual([expect.stringMatching(/^multiply.*\.json$/), []])
      const events = JSON.parse(await readFile(join(folder, file!), 'utf8'))
      expect(
        events.some((event: { name: string }) => event.name.includes('MatMul') || event.name.includes('Gemm')),
      ).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
