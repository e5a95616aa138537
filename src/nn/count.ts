import { invalid } from '../base/errors.ts'

/** Checks a number of channels, features or rows: a whole number from 1. */
export function checkCount(layer: string, argument: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1)
    throw invalid(`${layer}: ${argument} is ${value}; it must be a whole number from 1`)
  return value
}

/** Checks that channels fall into equal groups and returns how many are in each. */
export function checkGroups(layer: string, argument: string, channels: number, groups: number): number {
  checkCount(layer, argument, channels)
  checkCount(layer, 'groups', groups)
  if (channels % groups !== 0) throw invalid(`${layer}: groups is ${groups}; it must divide ${argument}, ${channels}`)
  return channels / groups
}
