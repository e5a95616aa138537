import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server on the loopback interface whose faults are scripted; it ends with the test. */
export interface ScriptedServer {
  /** Without a slash at the end. */
  readonly url: string
  /** Every request so far. */
  readonly requests: readonly IncomingMessage[]
}

/**
 * Starts a server that gives one answer after the other; the last one stays.
 *
 * @example
 * const { url } = await scriptedServer([(_, response) => response.writeHead(503).end(), whole(bytes)])
 */
export const scriptedServer = async (answers: readonly Answer[]): Promise<ScriptedServer> => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answers[Math.min(requests.length, answers.length) - 1]!(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** What a good server does: the whole file, or the range that was asked for if the file is still the same. */
export const served =
  (bytes: Uint8Array, etag: string | undefined = '"one"'): Answer =>
  (request, response) => {
    const headers: Record<string, string> = etag === undefined ? {} : { etag }
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    if (range && request.headers['if-range'] === etag) {
      const from = Number(range[1])
      if (from >= bytes.length) {
        response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.length}` }).end()
        return
      }
      const part = bytes.subarray(from)
      response.writeHead(206, {
        ...headers,
        'content-length': part.length,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      })
      response.end(part)
    } else response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes)
  }

/** An answer that breaks off. */
export interface Cut extends Answer {
  /** To be told what has arrived: what is cut too early may be lost on the way. */
  readonly seen: (now: { readonly received: number }) => void
}

/**
 * Says that it sends the whole file, sends so many bytes of it, and cuts the connection: when `seen` is told that they have
 * arrived, or after a second.
 */
export const cutAfter = (count: number, bytes: Uint8Array, etag: string | undefined = '"one"'): Cut => {
  let cut = (): void => {}
  const answer: Answer = (_, response) => {
    cut = () => void response.destroy()
    response.writeHead(200, { 'content-length': bytes.length, ...(etag !== undefined && { etag }) })
    response.write(bytes.subarray(0, count), () => setTimeout(cut, 1000).unref())
  }
  return Object.assign(answer, {
    seen: ({ received }: { readonly received: number }) => {
      if (received === count) cut()
    },
  })
}

/** An answer with nothing in it. */
export const empty =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end()
