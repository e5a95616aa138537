import { mkdir } from 'node:fs/promises'
import { KindlingError } from '../base/errors.ts'

/** @throws KindlingError `write-failed` where there is neither the folder nor a way to make it */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new KindlingError('write-failed', `the folder '${folder}' cannot be made (${reason}); choose another`, {
      cause: error,
    })
  }
}
