import { basename } from 'node:path'
import { invalid } from '../base/errors.ts'
import type { Column } from '../data/index.ts'
import { joinRows, lossWorksheet, type Worksheet } from '../lab/index.ts'
import { chosenItems } from '../learner/index.ts'
import { openRun } from './open-run.ts'

export interface RunItems {
  /** A file or a position among the validation items; the first by default. */
  readonly item?: string
  /** How many items, from that one on; 1 by default. */
  readonly batch?: number
}

/**
 * The loss of validation items of a run as a worksheet, from what its exported model gives for them.
 *
 * @param path of the model or of the record beside it
 * @throws KindlingError `invalid-data`, as `openRun`; `invalid-argument` when there are no such items
 */
export async function runWorksheet(
  path: string,
  { item = '0', batch = 1 }: RunItems,
  signal: AbortSignal,
): Promise<Worksheet> {
  const { record, model, loaders, predictor } = await openRun(path)
  try {
    const { valid, nameOf, target } = loaders
    const [first] = chosenItems(valid, /^\d+$/.test(item) ? Number(item) : item, nameOf).positions as [number]
    if (first + batch > valid.items.length)
      throw invalid(
        `--batch is ${batch}, but from item ${first} on there are ${valid.items.length - first} validation items; give at ` +
          'most so many, or an earlier --item',
      )
    const positions = Array.from({ length: batch }, (_, i) => first + i)
    const { loader, names } = chosenItems(valid, positions, nameOf)
    const targets: Column[] = []
    const outputs: Column<Float32Array<ArrayBuffer>>[] = []
    for await (const { inputs, targets: some, items } of loader.epoch(0, { signal })) {
      const data = await predictor.activations(inputs.data as Uint8Array, items.length)
      outputs.push({ data: data as Float32Array<ArrayBuffer>, shape: [items.length, data.length / items.length] })
      targets.push(some)
    }
    return await lossWorksheet(
      {
        items: names,
        outputs: joinRows(outputs),
        targets: joinRows(targets),
        loss: target.loss,
        answer: record.answer,
      },
      { name: `${stemOf(model)}-${batch === 1 ? `item-${first}` : `items-${first}-to-${first + batch - 1}`}` },
    )
  } finally {
    predictor.dispose()
  }
}

/** The name of a file as that of a worksheet: lower-case words with hyphens. */
const stemOf = (file: string): string =>
  basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'run'
