import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The program as it is installed. */
export const bin = join(root, 'bin', 'kindling.js')

/** What a process left when it had ended. */
export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface KindlingProcess {
  readonly ended: Promise<Ended>
  /** Settles when standard output and error together match; rejects, with both, when the process ends before. */
  printed(pattern: RegExp): Promise<void>
  /** As Ctrl-C does. */
  interrupt(): void
  /** Closes standard output at its other end, as `head` does when it has seen enough. */
  stopReading(stream: 'stdout' | 'stderr'): void
}

/** Starts `kindling` as a process of its own, from `dist`, without a terminal. */
export function startKindling(words: readonly string[], folder: string): KindlingProcess {
  const child = spawn(process.execPath, [bin, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { stdout: '', stderr: '' }
  let listeners: (() => void)[] = []
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part
      for (const listener of listeners) listener()
    })
  }
  let over = false
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      over = true
      for (const listener of listeners) listener()
      resolve({ code, ...text })
    })
  })
  return {
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const matches = pattern.test(text.stdout + text.stderr)
          if (!matches && !over) return
          listeners = listeners.filter((listener) => listener !== look)
          if (matches) resolve()
          else reject(new Error(`kindling ended without printing ${pattern}:\n${text.stdout}${text.stderr}`))
        }
        listeners.push(look)
        look()
      }),
    interrupt: () => void child.kill('SIGINT'),
    stopReading: (stream) => void child[stream].destroy(),
  }
}

/** Runs `kindling` until it ends. */
export const kindling = (words: readonly string[], folder: string): Promise<Ended> => startKindling(words, folder).ended

/** The result that `--json` puts into the last line of standard output. */
export const jsonOf = ({ stdout }: Ended): Record<string, unknown> =>
  JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>

/** @throws when `dist` is older than the sources: its tests would say nothing about them */
export function requireFreshBuild(): void {
  const newest = (folder: string, pattern: RegExp): number =>
    Math.max(
      0,
      ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => pattern.test(file) && !/\.test\.ts$/.test(file))
        .map((file) => statSync(join(root, folder, file)).mtimeMs),
    )
  const built = statSync(join(root, 'dist', 'cli', 'main.js'), { throwIfNoEntry: false })
  if (!built || built.mtimeMs < newest('src', /\.ts$/))
    throw new Error('dist is missing or older than src; run npm run build first, as npm test does')
}
