import { describe, expect, it } from 'vitest'
import { epochsOf, runRecord } from '../../test/run-records.ts'
import { curveOf, trainingSection, trainingTable } from './training-section.ts'

const told = (...losses: readonly (readonly [train: number, valid: number])[]): string =>
  trainingSection(runRecord({ epochs: epochsOf(...losses) }))

describe('What is told of a training', () => {
  it('names the network, the policy and the time', () => {
    expect(trainingSection(runRecord())).toMatch(
      /^The network is `small` with 700,000 parameters, .* for 3 epochs of 10 steps of 10 pictures, at rates that rise to 0\.01 .* It took 2 minutes\.$/m,
    )
  })

  it('that the validation loss fell, and by how much', () => {
    expect(told([0.6, 0.5], [0.4, 0.3], [0.3, 0.298])).toContain(
      'went from 0.5000 after the first epoch to 0.2980: 40.4 % less',
    )
    expect(told([0.6, 0.5], [0.4, 0.3], [0.3, 0.298])).not.toMatch(/overfitting|no improvement|still falling/)
  })

  it('that it was still falling', () => {
    expect(told([0.6, 0.5], [0.4, 0.4], [0.3, 0.3])).toContain('still falling in the last epoch (by 25.0 %)')
  })

  it('that it rises while the training loss falls: overfitting, and from which epoch on', () => {
    const text = told([0.6, 0.5], [0.4, 0.3], [0.2, 0.35], [0.1, 0.4])
    expect(text).toContain(
      'From epoch 2 on, where it was 0.3000, the validation loss **rises while the training loss falls**',
    )
    expect(text).toContain('The model of epoch 2 would have been better')
  })

  it('that a rise without a fall of the training loss may be chance', () => {
    const text = told([0.6, 0.5], [0.4, 0.3], [0.41, 0.35])
    expect(text).toContain('lowest after epoch 2 (0.3000) and is 16.7 % higher after the last')
    expect(text).not.toContain('overfitting')
  })

  it('that nothing was learnt, or only by heart', () => {
    expect(told([0.7, 0.7], [0.699, 0.699])).toMatch(
      /\*\*no improvement\*\*.*hardly moved either.*nothing was learnt yet/s,
    )
    expect(told([0.7, 0.7], [0.3, 0.7])).toMatch(
      /\*\*no improvement\*\*.*fell all the while \(0\.7000 to 0\.3000\).*by heart/s,
    )
  })

  it('that there is no curve in a single epoch, and nothing to say without validation', () => {
    expect(told([0.7, 0.6])).toContain('There is a single epoch')
    expect(told([0.7, Number.NaN])).toContain('There is no validation loss')
    expect(trainingSection(runRecord({ epochs: [], ended: 'interrupted' }))).toContain('There is no validation loss')
  })

  it('that it did not come to its end', () => {
    expect(trainingSection(runRecord({ ended: 'interrupted' }))).toContain('interrupted: 3 epochs had been planned')
    expect(trainingSection(runRecord({ ended: 'diverged' }))).toContain('It diverged')
  })

  it('the table has a row for each epoch, counted from 1, and a dash for what is not defined', () => {
    const [first] = epochsOf([0.6, 0.5])
    const rows = trainingTable(
      runRecord({ epochs: [{ ...first!, metrics: { f1: Number.NaN }, validLoss: undefined }] }),
    )
    expect(rows.split('\n').at(-1)).toMatch(/^\| 1 +\| +0\.6000 \| +– \| +– \| 00:02 \|$/)
  })

  it('the curve places steps by the length of an epoch, also of one that was broken off', () => {
    const svg = curveOf(runRecord({ ended: 'interrupted', epochs: epochsOf([0.6, 0.5], [0.5, 0.4]) }))
    const ends = [...svg.matchAll(/ d="M[\d.,L]*?([\d.]+),[\d.]+" \/>/g)].map((match) => Number(match[1]))
    const faint = ends.find((end) => end > 600)
    // 30 steps of 10 in an epoch reach beyond the two epochs that have a record.
    expect(faint).toBeDefined()
    expect(ends.filter((end) => end > 600)).toHaveLength(1)
  })
})
