import { spawnSync } from 'node:child_process'

const trial =
  process.platform === 'linux'
    ? spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { encoding: 'utf8' })
    : undefined

// A tool that is missing can be installed, and in CI must be; what the kernel forbids, nobody can.
if (trial && process.env.CI === 'true' && (trial.error || trial.status === 127))
  throw new Error('tests on a tiny disk need unshare and mount; install util-linux')

/** Whether a process can be given a disk of its own that is soon full. */
export const canMount = trial?.status === 0

/** The title of a suite that needs a tiny disk: says why it is left out where it is. */
export const needsTinyDisk = (title: string): string =>
  canMount ? title : `${title} (left out: this system does not let us mount a tiny disk)`

/**
 * The words before a command that run it with a tiny disk mounted on a folder, in which there is a file `model` that says
 * `old`. In a mount namespace of its own the kernel takes the disk away with the process, however that ends.
 *
 * @param size as mount has it: '64k'
 * @param access 'ro' makes the disk read-only
 */
export function onTinyDisk(folder: string, size: string, access: 'rw' | 'ro' = 'rw'): string[] {
  const mounting = `mount -t tmpfs -o size=${size} tmpfs "$0" && printf old > "$0/model" && mount -o remount,${access} "$0"`
  return ['unshare', '-rm', 'sh', '-c', `${mounting} && exec "$@"`, folder]
}
