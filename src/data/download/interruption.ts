/** A download that stopped for a reason that may pass: worth another attempt. */
export class Interruption extends Error {
  /** How many seconds the server asks to wait, if it does. */
  readonly retryAfter: number | undefined

  constructor(message: string, options: ErrorOptions & { readonly retryAfter?: number | undefined } = {}) {
    super(message, options)
    this.name = 'Interruption'
    this.retryAfter = options.retryAfter
  }
}

/**
 * The seconds in a `Retry-After` header (RFC 9110, section 10.2.3): a number of them, or a date.
 *
 * @param now milliseconds since 1970
 * @returns undefined when there is no header, or nothing that can be understood
 * @example
 * retryAfter('120', Date.now()) // 120
 */
export const retryAfter = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
