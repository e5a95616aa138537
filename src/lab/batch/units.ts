import { invalid } from '../../base/errors.ts'
import type { LossBatch } from './loss-batch.ts'
import { sample } from './sample.ts'
import type { Unit } from './section.ts'

/** What a sheet shows of a batch. */
export type Shown = {
  readonly units: readonly Unit[]
  /** Of each unit: where its outputs stand among those of the batch. */
  readonly positions: readonly (readonly number[])[]
  /** How many there are, of which `units` are all or a sample. */
  readonly count: number
  /** How many are left out since their class is to be ignored. */
  readonly ignored: number
  /** Whether an item has a unit for each of its places, such as the pixels of a mask. */
  readonly byPlace: boolean
}

const product = (extents: readonly number[]): number => extents.reduce((all, extent) => all * extent, 1)

/** Items whose targets are numbers, one for each output. */
export const unitsOfNumbers = ({ outputs, targets }: LossBatch, names: readonly string[], seed: number): Shown => {
  const width = product(outputs.shape.slice(1))
  requireRoom(width)
  const chosen = sample(names.length, width, seed)
  const positions = chosen.map((n) => Array.from({ length: width }, (_, i) => n * width + i))
  return {
    units: positions.map((at, i) => ({
      name: names[chosen[i]!]!,
      outputs: at.map((k) => outputs.data[k]!),
      targets: at.map((k) => targets.data[k]!),
    })),
    positions,
    count: names.length,
    ignored: 0,
    byPlace: false,
  }
}

/** Items, or places of items, whose target is a class. */
export const unitsOfClasses = (
  { outputs, targets }: LossBatch,
  names: readonly string[],
  seed: number,
  ignoreIndex: number,
): Shown => {
  const [, width = 1, ...extents] = outputs.shape
  const places = product(extents)
  requireRoom(width)
  const counted = Array.from(targets.data.keys()).filter((at) => targets.data[at] !== ignoreIndex)
  if (counted.length === 0)
    throw invalid(`lossWorksheet: the class of every item is ${ignoreIndex}, which is ignored; choose other items`)
  const chosen = sample(counted.length, width, seed).map((i) => counted[i]!)
  const positions = chosen.map((at) => {
    const [n, place] = [Math.floor(at / places), at % places]
    return Array.from({ length: width }, (_, c) => (n * width + c) * places + place)
  })
  return {
    units: positions.map((at, i) => ({
      name: `${names[Math.floor(chosen[i]! / places)]}${placeName(chosen[i]! % places, extents)}`,
      outputs: at.map((k) => outputs.data[k]!),
      targets: at.map((_, c) => (targets.data[chosen[i]!] === c ? 1 : 0)),
    })),
    positions,
    count: counted.length,
    ignored: targets.data.length - counted.length,
    byPlace: places > 1,
  }
}

const placeName = (place: number, extents: readonly number[]): string => {
  if (extents.length === 0) return ''
  const indices = extents.map((extent, axis) => Math.floor(place / product(extents.slice(axis + 1))) % extent)
  return extents.length === 2 ? `, row ${indices[0]}, column ${indices[1]}` : `, place ${indices.join(' ')}`
}

/** As many rows as there are addresses for, with room for what stands above them. */
const most = 9000

const requireRoom = (width: number): void => {
  if (width > most)
    throw invalid(
      `lossWorksheet: an item has ${width} numbers, more than a worksheet has room for (${most}); there is no ` +
        'worksheet for so many',
    )
}
