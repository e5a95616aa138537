import { lossWorksheet, type Worksheet } from '../src/lab/index.ts'
import {
  binaryCrossEntropyWithLogitsLoss,
  crossEntropyLoss,
  huberLoss,
  type Loss,
  regressionLoss,
} from '../src/nn/index.ts'

/** Numbers from −8 to 8 that look like a model's outputs. */
const outputs = (rows: number, columns: number) => ({
  data: Float32Array.from({ length: rows * columns }, (_, i) => 8 * Math.sin(7.1 * (i + 1))),
  shape: [rows, columns],
})
const floats = (...data: number[]) => ({ data: Float32Array.from(data), shape: [2, data.length / 2] })

/** A worksheet of each kind of one's own data, with names that a spreadsheet might take for something else. */
export const ownWorksheets = (): Promise<Worksheet[]> => {
  const items = ['photos/1.jpg', '=1+1']
  const tags = binaryCrossEntropyWithLogitsLoss({ posWeight: [2, 1, 0.5], weight: [1, 0.1, 1] })
  const places = regressionLoss('huber', huberLoss, { delta: 0.2 })
  const both: Loss = {
    ...tags,
    name: 'tags + places',
    loss: (x, t) =>
      tags.loss(x.narrow(1, 0, 3), t.narrow(1, 0, 3)).add(places.loss(x.narrow(1, 3, 5), t.narrow(1, 3, 5)).mul(0.3)),
    formula: {
      kind: 'parts',
      parts: [
        { name: 'tags', width: 3, weight: 1, loss: tags },
        { name: 'TRUE', width: 2, weight: 0.3, loss: places },
      ],
    },
  }
  return Promise.all([
    lossWorksheet(
      {
        ...{ items, outputs: outputs(2, 3), targets: { data: Int32Array.of(2, 0), shape: [2] } },
        loss: crossEntropyLoss({ weight: [1, 2, 0.3], labelSmoothing: 0.1 }),
        answer: { kind: 'category', labels: ['7', '1/2', 'cat'] },
      },
      { name: 'own-category' },
    ),
    lossWorksheet(
      {
        ...{ items, outputs: outputs(2, 3), targets: floats(1, 0, 1, 0, 0, 0), loss: tags },
        answer: { kind: 'labels', labels: ['FALSE', '5 %', 'Ä'], thresholds: [0.5, 0.5, 0.5] },
      },
      { name: 'own-labels' },
    ),
    lossWorksheet(
      {
        ...{ items, outputs: outputs(2, 4), targets: floats(0.5, -0.5, Number.NaN, Number.NaN, 0.1, 0.2, 0.3, 0.4) },
        ...{ loss: places, answer: { kind: 'points', count: 2 } },
      },
      { name: 'own-points' },
    ),
    lossWorksheet(
      { items, outputs: outputs(2, 5), targets: floats(1, 0, 1, Number.NaN, 0.1, 0, 0, 1, 0.2, 0.3), loss: both },
      { name: 'own-parts' },
    ),
  ])
}
