import { availableParallelism } from 'node:os'

/**
 * Runs `task(0) … task(count − 1)`, at most `limit` at a time, started in order. After a failure or an abort nothing new
 * is started, and the promise is rejected with the first error once all that had been started has ended: the caller may
 * then clean up without a late task getting in its way.
 *
 * @param options.limit how many tasks may run at once; default the number of cores
 * @param options.signal ends the work early with `signal.reason`
 * @example
 * await eachConcurrently(files.length, (i) => stat(files[i]!), { limit: 32 })
 */
export const eachConcurrently = async (
  count: number,
  task: (index: number) => Promise<unknown>,
  options: { limit?: number; signal?: AbortSignal | undefined } = {},
): Promise<void> => {
  const { limit = availableParallelism(), signal } = options
  let next = 0
  let failure: { error: unknown } | undefined
  const lane = async () => {
    while (next < count && !failure) {
      try {
        signal?.throwIfAborted()
        await task(next++)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane))
  if (failure) throw failure.error
}
