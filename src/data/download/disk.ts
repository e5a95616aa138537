import { KindlingError } from '../../base/errors.ts'

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space or choose another disk',
  EDQUOT: 'your disk quota is used up; free some space or choose another disk',
  EFBIG: 'the file is larger than this file system or limit allows; choose another disk',
  EACCES: 'permission denied; choose another folder or change its permissions',
  EPERM: 'permission denied; choose another folder or change its permissions',
  EROFS: 'the disk is read-only; choose another disk',
  ENOTDIR: 'a part of the path is a file; choose another folder',
  ENAMETOOLONG: 'the name is too long; choose a shorter folder',
}

/** What writing to the disk gives; its failure becomes a KindlingError `write-failed` with the path and the way out. */
export const onDisk = async <T>(path: string, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof KindlingError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = reasons[code ?? ''] ?? `${message}; choose another folder`
    throw new KindlingError('write-failed', `cannot write '${path}': ${reason}${code ? ` (${code})` : ''}`, { cause })
  }
}
