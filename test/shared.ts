import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../shared/', import.meta.url))

/** The folder of reference values and real data that lies beside a developer's checkout, where there is one. */
export const shared: string | undefined = existsSync(folder) ? folder : undefined

/** The title of a suite that needs the shared folder: says why it is left out where it is. */
export const needsShared = (title: string): string => (shared ? title : `${title} (left out: no ../shared folder here)`)
