import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { KindlingError } from '../../../base/errors.ts'
import { writeBiwiSequence } from '../write.ts'
import { sequenceNumber } from './numbers.ts'
import type { Command, Reply, WorkerSettings } from './protocol.ts'
import { syntheticSequence } from './sequence.ts'

const port: MessagePort = parentPort!
const { folder, seed, framesPerPerson }: WorkerSettings = workerData
const stop = new AbortController()

const write = async (person: number): Promise<void> => {
  const { rig, mesh, frames } = await syntheticSequence(seed, person, framesPerPerson)
  await writeBiwiSequence(folder, {
    sequence: sequenceNumber(person),
    ...rig,
    mesh,
    frames,
    format: 'jpg',
    signal: stop.signal,
    onProgress: () => port.postMessage('frame' satisfies Reply),
  })
}

port.on('message', async (command: Command) => {
  if (command === 'stop') {
    stop.abort()
    return
  }
  let reply: Reply = 'done'
  try {
    await write(command.person)
  } catch (error) {
    const code = error instanceof KindlingError ? error.code : undefined
    reply = { failure: { code, message: error instanceof Error ? error.message : String(error) } }
  }
  port.postMessage(reply)
})
