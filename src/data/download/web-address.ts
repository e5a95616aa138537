import { badData, invalid } from '../../base/errors.ts'

/**
 * The address in a text, if it is one to download from.
 *
 * @throws KindlingError `invalid-argument` when it is none, or neither http nor https, or has a password in it
 */
export const webAddress = (text: string): URL => {
  const address = parsed(text)
  if (!address) throw invalid(`url is '${text}'; it must be a whole address, like https://example.org/photos.tgz`)
  if (!/^https?:$/.test(address.protocol)) throw invalid(`url is '${text}'; it must begin with https:// or http://`)
  if (address.username !== '' || address.password !== '')
    throw invalid(`url for ${address.host} has a user name or password in it; use an address without`)
  address.hash = ''
  return address
}

const parsed = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/**
 * Where a redirect leads.
 *
 * @param from the address that was asked
 * @param location what its `Location` header says, absolute or relative
 * @param seen every address that was asked on the way here
 * @throws KindlingError `invalid-data` for a loop, more than ten of them, a step from https down to http, or no address
 */
export const redirectTarget = (from: URL, location: string | null, seen: ReadonlySet<string>): URL => {
  const refused = (why: string) => badData(`${from.href}: the server redirects ${why}; use another address`)
  if (location === null) throw refused('without saying where')
  let target: URL
  try {
    target = webAddress(new URL(location, from).href)
  } catch {
    throw refused(`to '${location}', which cannot be downloaded`)
  }
  if (from.protocol === 'https:' && target.protocol === 'http:')
    throw refused(`to ${target.href}, where everybody on the way could read and change the data`)
  if (seen.has(target.href)) throw refused(`in a circle, back to ${target.href}`)
  if (seen.size >= mostRedirects) throw refused(`more than ${mostRedirects} times`)
  return target
}

const mostRedirects = 10
