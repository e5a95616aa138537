import type { Launch } from '../contestants.ts'

/** Debian puts PyTorch beside /usr/bin/python3; elsewhere it belongs to the first Python on the path. */
export const launches: Launch[] = ['/usr/bin/python3', 'python3'].map((command) => ({
  command,
  args: ['peers/pytorch.py'],
}))
