import { python } from './peer.ts'

// NumPy is a package of Debian: a test that needs it can be had, and in CI must be.
if (!python && process.env.CI === 'true') throw new Error('tests beside NumPy need python3-numpy; install it')

export { python }

/** The title of a suite that needs NumPy: says why it is left out where it is. */
export const needsNumpy = (title: string): string =>
  python ? title : `${title} (left out: no python3 with NumPy on this machine)`
