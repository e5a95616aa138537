import { clearLine, cursorTo } from 'node:readline'
import cliProgress from 'cli-progress'
import { duration } from './duration.ts'
import { smoothLoss } from './smooth-loss.ts'
import { isTerminal } from './terminal.ts'

/** A long calculation on its way. */
export type Progress = {
  /** One more step is done. A label stays until another is given; losses are smoothed, see `smoothLoss`. */
  step(now?: { readonly label?: string; readonly loss?: number }): void
  /** Takes the line off the terminal, so that something else can be printed; it comes back below. */
  clear(): void
  /** Ends it and leaves nothing on the terminal. To be called however the calculation ends: until then Node does not. */
  stop(): void
}

const secondsBetweenLines = 30
const widestBar = 30
const narrowestBar = 8

/**
 * Shows how far a long calculation is: its label, a bar, the smoothed loss and the time left. On a terminal that is one
 * line which is drawn over; elsewhere a plain line every 30 seconds, without control characters. The time left takes
 * every step to last as long as the mean of those done, without the first, which has programs to prepare.
 *
 * @param options.total how many steps there are
 * @param options.label what is being done, such as `epoch 1/5`
 * @param options.output where it is shown; standard error by default, so that standard output has the results alone
 *
 * @example
 * const bar = progress({ total: epochs * batches.length })
 * try {
 *   for (let epoch = 1; epoch <= epochs; epoch++) {
 *     for (const batch of batches) bar.step({ label: `epoch ${epoch}/${epochs}`, loss: await train(batch) })
 *   }
 * } finally {
 *   bar.stop()
 * }
 */
export const progress = ({
  total,
  label: firstLabel = '',
  output = process.stderr,
}: {
  readonly total: number
  readonly label?: string
  readonly output?: NodeJS.WritableStream
}): Progress => {
  const smooth = smoothLoss()
  let label = firstLabel
  let loss: number | undefined
  let done = 0
  let firstEnded = 0
  let lastEnded = 0

  const secondsLeft = (): number => {
    const perStep = (lastEnded - firstEnded) / (done - 1)
    return Math.max(0, perStep * (total - done) - (performance.now() - lastEnded)) / 1000
  }
  const line = (barOf: (room: number) => string): string => {
    const percent = `${Math.floor(100 * Math.min(1, done / total))}%`.padStart(4)
    const known = [percent]
    if (loss !== undefined) known.push(`loss ${loss.toFixed(4)}`)
    if (done > 1) known.push(`${duration(secondsLeft())} left`)
    const bar = barOf([label, '', ...known].join('  ').length)
    return [label, bar, ...known].filter((part) => part !== '').join('  ')
  }
  const display = isTerminal(output) ? liveLine(total, line, output) : plainLines(line, output)

  return {
    step(now = {}) {
      if (now.label !== undefined) label = now.label
      if (now.loss !== undefined) {
        smooth.add(now.loss)
        loss = smooth.value()
      }
      done++
      lastEnded = performance.now()
      if (done === 1) firstEnded = lastEnded
      display.update(done)
    },
    clear: display.clear,
    stop: display.stop,
  }
}

type Display = { update(done: number): void; clear(): void; stop(): void }
/** The line of this moment; `barOf` gives the bar when told how many columns everything else takes. */
type Line = (barOf: (taken: number) => string) => string

const liveLine = (total: number, line: Line, output: NodeJS.WritableStream): Display => {
  const bars = new cliProgress.MultiBar(
    {
      stream: output,
      clearOnComplete: true,
      // Keep the line shorter than the terminal instead of switching its wrapping off, which a killed run leaves behind.
      linewrap: true,
      format: (options, { progress: share, maxWidth }) =>
        line((taken) => {
          const barsize = Math.min(widestBar, maxWidth - 1 - taken)
          return barsize < narrowestBar ? '' : cliProgress.Format.BarFormat(share, { ...options, barsize })
        }),
    },
    cliProgress.Presets.shades_classic,
  )
  // A MultiBar of one: a SingleBar would save the cursor's place and jump back over what was printed since.
  const bar = bars.create(total, 0)
  return {
    update: (done) => bar.update(done),
    clear() {
      cursorTo(output, 0)
      clearLine(output, 0)
    },
    stop: () => bars.stop(),
  }
}

const plainLines = (line: Line, output: NodeJS.WritableStream): Display => {
  let printed = performance.now()
  return {
    update() {
      const now = performance.now()
      if (now - printed < secondsBetweenLines * 1000) return
      printed = now
      output.write(`${line(() => '')}\n`)
    },
    clear() {},
    stop() {},
  }
}
