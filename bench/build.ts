import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', 'index.js')

const changed = (path: string): number => statSync(path).mtimeMs

/** Builds the library above this folder when it has not been built since its sources changed. */
export function buildWhenStale(): void {
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => changed(join(entry.parentPath, entry.name)))
  if (existsSync(built) && changed(built) > Math.max(...sources)) return
  console.error('Building the library: dist/ is missing or older than src/.')
  const { status, stdout } = spawnSync('npm run --silent build', { cwd: root, shell: true, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed: ${stdout.trim().split('\n')[0] || 'npm ci there first'}`)
}
