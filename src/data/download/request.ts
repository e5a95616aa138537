import { badData } from '../../base/errors.ts'
import { Interruption, retryAfter } from './interruption.ts'
import { redirectTarget } from './web-address.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** The bytes as they arrive. It ends when the server ended it properly. */
  readonly body: AsyncIterable<Uint8Array>
  /** Lets go of what has not been read. */
  dismiss(): Promise<void>
}

/**
 * Asks for a file, over redirects, and gives the answer if it is one: 200, 206 or 416. Every wait for the server is bounded.
 *
 * @param options.stallSeconds how long the server may send nothing
 * @throws Interruption for what may pass: no connection, one that is cut or silent, 408, 425, 429 and 5xx
 * @throws KindlingError `invalid-data` for an answer that will stay: 404, a bad redirect, an encoding that hides the size
 */
export const request = async (
  url: URL,
  headers: Readonly<Record<string, string>>,
  { stallSeconds, signal }: { readonly stallSeconds: number; readonly signal?: AbortSignal | undefined },
): Promise<Reply> => {
  const silence = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
  const waiting = async <T>(work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => silence.abort(), stallSeconds * 1000)
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      if (silence.signal.aborted) throw new Interruption(`the server has sent nothing for ${stallSeconds} s`)
      throw new Interruption(reasonOf(error), { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }

  let address = url
  const seen = new Set<string>()
  let response: Response
  for (;;) {
    seen.add(address.href)
    // Compressed on the way, Content-Length and the offsets of a range would count other bytes than those we save.
    const init = {
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: stopped,
    } as const
    response = await waiting(() => fetch(address, init))
    if (![301, 302, 303, 307, 308].includes(response.status)) break
    await dismiss(response)
    address = redirectTarget(address, response.headers.get('location'), seen)
  }

  const { status } = response
  if (status !== 200 && status !== 206 && status !== 416) {
    await dismiss(response)
    const answer = `the server answers ${status}${response.statusText === '' ? '' : ` ${response.statusText}`}`
    if (status === 408 || status === 425 || status === 429 || status >= 500) {
      throw new Interruption(answer, { retryAfter: retryAfter(response.headers.get('retry-after'), Date.now()) })
    }
    throw badData(`${address.href}: ${answer}; check the address, or use another`)
  }
  const encoding = response.headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity') {
    await dismiss(response)
    throw badData(`${address.href}: the server sends it in the encoding '${encoding}', unasked; use another address`)
  }
  return { status, headers: response.headers, body: read(response, waiting), dismiss: () => dismiss(response) }
}

async function* read(
  response: Response,
  waiting: <T>(work: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await waiting(() => reader.read())
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

const dismiss = async (response: Response): Promise<void> => {
  await response.body?.cancel().catch(() => {})
}

/** fetch says only "fetch failed" or "terminated" itself. */
const reasonOf = (error: unknown): string => {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
  if (cause instanceof AggregateError) return reasonOf(new Error('', { cause: cause.errors[0] }))
  if (cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN') return 'the server cannot be found'
  if (cause?.code === 'ECONNREFUSED') return 'the server refuses the connection'
  if (cause?.code === 'UND_ERR_SOCKET' || cause?.code === 'ECONNRESET') return 'the connection was cut'
  return cause?.message || (error as Error).message
}
