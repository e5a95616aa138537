import { createInterface } from 'node:readline'
import type { Kind, Shapes } from './cases.ts'
import type { Hello, Reply, Request } from './protocol.ts'

/** A prepared case. */
export interface Step {
  /** What is timed: returns when the result is computed. */
  run(): unknown
  /** The outputs of the last run, untimed. */
  read(): ArrayLike<number>[] | Promise<ArrayLike<number>[]>
}

/** One function per case: it prepares the inputs, compiles what there is to compile and returns the step. */
export type Contestant = { [K in Kind]?: (shape: Shapes[K]) => Step | Promise<Step> }

/** Thrown by a contestant's function to leave a case out and say why. */
export class Declined extends Error {}

const rootMeanSquare = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum / values.length)
}

/** The contestant's side of `protocol.ts`: answers requests until standard input ends, then ends the process. */
export async function serve(hello: Hello, contestant: Contestant): Promise<never> {
  console.log = console.info = console.error // Standard output belongs to the protocol.
  const write = (line: Hello | Reply) => process.stdout.write(`${JSON.stringify(line)}\n`)
  const prepare = <K extends Kind>(kind: K, shape: Shapes[K]) => {
    const prepared = contestant[kind]?.(shape)
    if (!prepared) throw new Declined('it has no program for this')
    return prepared
  }

  let name: string | undefined
  let step: Step | undefined
  write(hello)
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const request = JSON.parse(line) as Request
      if (!step || name !== request.case.name) {
        step = undefined
        step = await prepare(request.case.kind, request.case.shape)
        name = request.case.name
      }
      const ms: number[] = []
      for (let i = 0; i < request.repeats; i++) {
        const start = performance.now()
        await step.run()
        ms.push(performance.now() - start)
      }
      write({ ms, rms: (await step.read()).map(rootMeanSquare) })
    } catch (error) {
      const { message } = error as Error
      write(error instanceof Declined ? { declined: message } : { error: message })
    }
  }
  process.exit()
}
