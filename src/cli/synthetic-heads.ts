import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { progress } from '../report/index.ts'
import { writeSyntheticBiwi } from '../vision/index.ts'
import type { CommandContext } from './command.ts'
import { shownPath } from './prose.ts'

interface SyntheticHeadsOptions {
  readonly people: number
  readonly frames: number
  readonly seed: number
}

/**
 * Sequences of people who do not exist, drawn with a bar. Each choice of options has a folder of its own, which appears when
 * it is complete: so what was drawn before is taken again, and nothing is ever deleted.
 *
 * @param folder where the folders of the choices are
 * @returns the folder `hpdb`
 */
export async function syntheticHeads(
  folder: string,
  { people, frames, seed }: SyntheticHeadsOptions,
  { signal, print, output }: CommandContext,
): Promise<string> {
  const target = join(folder, `${people}-people-${frames}-frames-seed-${seed}`)
  const hpdb = join(target, 'hpdb')
  if (existsSync(hpdb)) {
    print(`Those in ${shownPath(target)} were drawn before.`)
    return hpdb
  }
  const bar = progress({ total: people * frames, label: 'drawing heads', output })
  try {
    return await writeSyntheticBiwi(target, {
      people,
      framesPerPerson: frames,
      seed,
      signal,
      onProgress: () => bar.step(),
    })
  } finally {
    bar.stop()
  }
}
