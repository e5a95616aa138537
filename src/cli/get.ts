import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { invalid } from '../base/errors.ts'
import { type ArchiveSource, type DataSet, type DownloadProgress, dataSets, getData } from '../data/index.ts'
import { type Progress, progress } from '../report/index.ts'
import { action, type CommandContext, type CommonOptions } from './command.ts'
import { shownPath, wrapped } from './prose.ts'

interface GetOptions extends CommonOptions {
  readonly to?: string
  readonly url?: string
  readonly sha256?: string
  readonly list?: boolean
}

/** `kindling get`: a public data set, or an archive of one's own, downloaded, checked and unpacked. */
export const getCommand = (): Command =>
  new Command('get')
    .description('download a data set, check it, and unpack it; what was cut off is taken up again')
    .argument('[set]', `${dataSets.map(({ name }) => name).join(', ')}; or none, with --url and --to`)
    .option('--to <folder>', 'where it shall be (default: data/<set>)')
    .option('--url <address>', 'get it from a mirror, which must have the same bytes; or, without a set, any archive')
    .option('--sha256 <digest>', 'what the archive of --url must have', digest)
    .option('--list', 'say what sets there are, their sizes and terms')
    .addHelpText(
      'after',
      `
Examples:
  $ kindling get --list
  $ kindling get mnist
  $ kindling get biwi --to faces --url https://mirror.example.org/biwi_head_pose.tgz
  $ kindling get --url https://example.org/photos.zip --to data/photos

Nothing comes from Kindling itself: the sets are other people's, with terms of
their own. The archive stays beside the folder; you may delete it.`,
    )
    .action(
      action<[string | undefined], GetOptions>(([name], options, context) =>
        options.list ? list(name, context) : get(name, options, context),
      ),
    )

function digest(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('It must be 64 hexadecimal digits.')
  return text.toLowerCase()
}

async function list(name: string | undefined, { print }: CommandContext): Promise<object> {
  const listed = name === undefined ? dataSets : [setNamed(name)]
  for (const set of listed) {
    print(`${set.name} (${megabytes(set.size)}, .${set.format})`)
    for (const sentence of [`${set.title}.`, `Holds ${set.holds}.`, set.terms, checksOf(set), set.url])
      print(wrapped(`  ${sentence}`))
    print()
  }
  print('Get one with kindling get <set>.')
  return { sets: listed.map(({ next, ...set }) => ({ ...set, next: next(defaultFolder(set)) })) }
}

async function get(name: string | undefined, options: GetOptions, { signal, print, output }: CommandContext) {
  const set = name === undefined ? undefined : setNamed(name)
  const folder = options.to ?? (set && defaultFolder(set))
  const source = sourceOf(set, options)
  if (folder === undefined) throw invalid('--to is missing; name the folder that the archive of --url shall become')
  if (set) print(wrapped(`${set.title}. ${set.terms}`))
  print(wrapped(`From ${source.url}${source.size === undefined ? '' : ` (${megabytes(source.size)})`}.`))

  const meter = downloadMeter(output)
  const got = await getData(source, folder, {
    signal,
    onProgress: meter.show,
    onRetry(reason, seconds) {
      meter.stop()
      print(wrapped(`Interrupted: ${reason}. Trying again in ${Math.ceil(seconds)} s.`))
    },
    onUnpack(archive) {
      meter.stop()
      print(`Unpacking ${shownPath(archive)} …`)
    },
  }).finally(meter.stop)

  const { archive, files, bytes, verified, sha256 } = got
  print(`\n${files === 1 ? 'One file is' : `${files} files are`} in ${shownPath(folder)} (${megabytes(bytes)}).`)
  print(
    wrapped(
      verified
        ? `Every byte of the archive is as ${set ? 'published' : '--sha256 says'} (SHA-256 ${sha256}).`
        : `No checksum of the whole archive is published, so ${set ? 'its size and its first MiB were' : 'nothing was'} ` +
            `compared. Its SHA-256 is written to ${shownPath(archive)}.sha256: another download must give the same.`,
    ),
  )
  print(wrapped(`The archive ${shownPath(archive)} (${megabytes(got.size)}) is no longer needed; you may delete it.`))
  const next = set?.next(shownPath(folder)) ?? `kindling data summary ${shownPath(folder)}`
  print(`\nTry it:\n  npx ${next}`)
  return { ...(set && { set: set.name }), folder, ...got, next }
}

function sourceOf(set: DataSet | undefined, { url, sha256 }: GetOptions): ArchiveSource {
  if (sha256 !== undefined && (set || url === undefined))
    throw invalid('--sha256 goes with --url and without a set, whose checksums are known; leave one of them out')
  if (set) return url === undefined ? set : { ...set, url }
  if (url === undefined) throw invalid(`no set is named; name one (${names()}), or an archive with --url and --to`)
  const source = 'as --sha256 says'
  return { url, ...(sha256 !== undefined && { checksums: [{ algorithm: 'sha256', digest: sha256, source }] }) }
}

function setNamed(name: string): DataSet {
  const set = dataSets.find((each) => each.name === name)
  if (!set) throw invalid(`there is no set '${name}'; there are ${names()} (kindling get --list)`)
  return set
}

const names = (): string => dataSets.map(({ name }) => name).join(', ')

const defaultFolder = ({ name }: Pick<DataSet, 'name'>): string => join('data', name)

/** What is compared, and who has published it. */
const checksOf = ({ checksums }: DataSet): string => {
  const whole = checksums.find(({ firstBytes }) => firstBytes === undefined)
  if (whole) return `Checked: every byte, by the SHA-256 ${whole.source}.`
  const parts = checksums.map(({ firstBytes, source }) => `the first ${firstBytes} bytes, by the checksum ${source}`)
  return `Checked: its size${parts.map((part) => `, and ${part}`).join('')}; none is published for the whole.`
}

const megabytes = (bytes: number): string =>
  bytes < 1e5 ? `${bytes} bytes` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`

/** A bar whose steps are mebibytes. It counts from where a download is taken up, so that its time left is true. */
function downloadMeter(output: NodeJS.WritableStream): { show(now: DownloadProgress): void; stop(): void } {
  const step = 2 ** 20
  let bar: Progress | undefined
  let shown = 0
  let last = 0
  const stop = (): void => {
    bar?.stop()
    bar = undefined
  }
  return {
    show({ received, total }) {
      if (received < last) stop()
      last = received
      if (total === undefined || received === total) return
      if (!bar) {
        bar = progress({ total: Math.ceil((total - received) / step), label: 'downloading', output })
        shown = received
      }
      for (; received - shown >= step; shown += step) {
        bar.step({ label: `downloading, ${megabytes(total - received)} to go` })
      }
    },
    stop,
  }
}
