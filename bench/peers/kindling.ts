import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AdamW,
  binaryCrossEntropyWithLogits,
  compile,
  conv2d,
  crossEntropy,
  DataLoader,
  grad,
  loadPicture,
  type PictureCache,
  pictureCache,
  Random,
  realize,
  resize,
  resnet18,
  type Tensor,
  tensor,
} from 'kindling'
import { adamW, type PicturesShape } from '../cases.ts'
import { convInputs, expressionInputs, lossInputs, networkInputs } from '../inputs.ts'
import { pictureFiles } from '../pictures.ts'
import { type Step, serve } from '../serve.ts'

interface Input {
  data: Float32Array | Int32Array
  shape: number[]
}

const input = ({ data, shape }: Input): Tensor => tensor(data, { shape })

/** A step whose outputs are freed when the next run begins. `compute` returns the loss first, if there is one. */
function step(compute: () => Promise<Tensor[]>): Step {
  let outputs: Tensor[] = []
  return {
    run: async () => {
      for (const output of outputs) output.dispose()
      outputs = await compute()
    },
    read: () => Promise.all(outputs.map((output) => output.data() as Promise<Float32Array>)),
  }
}

/** What shows that two networks are the same is their size: the initial weights are each library's own. */
const parameterCount = (parameters: readonly { readonly shape: readonly number[] }[]): Float32Array[] => [
  Float32Array.of(parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)),
]

/** Epochs over picture files; `cacheOf` gives each the cache that it has. */
async function epochs(shape: PicturesShape, cacheOf: () => PictureCache | undefined): Promise<Step> {
  const files = await pictureFiles(shape)
  const transforms = [resize(shape.size)]
  const target = { data: Int32Array.of(0), shape: [1] }
  let batches: Uint8Array[] = []
  return {
    run: async () => {
      batches = []
      const cache = cacheOf()
      const loader = new DataLoader(files, {
        batchSize: shape.batchSize,
        workers: shape.workers,
        load: async (file: string) => ({ input: await loadPicture(file, transforms, { cache }), target }),
      })
      for await (const { inputs } of loader.epoch(0)) batches.push(inputs.data as Uint8Array)
    },
    read: () => [batches.flatMap((batch) => [...batch])],
  }
}

/** On disk only: what memory would add is another matter. */
const cacheIn = (folder: string): PictureCache => pictureCache({ folder, memoryBytes: 0 })

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

await serve(
  { version, notes: ['compiled beforehand; inputs and outputs stay with the executor'] },
  {
    convForward: async (shape) => {
      const { x, w } = convInputs(shape)
      const [pictures, weights] = [input(x), input(w)]
      await realize(pictures, weights)
      const forward = compile((x: Tensor, w: Tensor) => [conv2d(x, w, { padding: 1 })])
      return step(() => forward(pictures, weights))
    },
    convTrain: async (shape) => {
      const { x, w, dy } = convInputs(shape)
      const [pictures, weights, outputGradient] = [input(x), input(w), input(dy)]
      await realize(pictures, weights, outputGradient)
      // The loss is an output: the gradients do not depend on it, and without it no forward convolution would run.
      const train = compile((x: Tensor, w: Tensor, dy: Tensor) => {
        const loss = conv2d(x, w, { padding: 1 }).mul(dy).mean()
        return [loss, ...grad(loss, [x, w])]
      })
      return step(() => train(pictures, weights, outputGradient))
    },
    bce: async (shape) => {
      const inputs = lossInputs(shape)
      const [logits, targets] = [input(inputs.logits), input(inputs.targets)]
      await realize(logits, targets)
      const train = compile((logits: Tensor, targets: Tensor) => {
        const loss = binaryCrossEntropyWithLogits(logits, targets)
        return [loss, ...grad(loss, [logits])]
      })
      return step(async () => {
        const outputs = await train(logits, targets)
        await outputs[0]!.item()
        return outputs
      })
    },
    crossEntropy: async (shape) => {
      const inputs = lossInputs(shape)
      const [logits, labels] = [input(inputs.logits), input(inputs.labels)]
      await realize(logits, labels)
      const train = compile((logits: Tensor, labels: Tensor) => {
        const loss = crossEntropy(logits, labels)
        return [loss, ...grad(loss, [logits])]
      })
      return step(async () => {
        const outputs = await train(logits, labels)
        await outputs[0]!.item()
        return outputs
      })
    },
    resnet18Train: async (shape) => {
      const inputs = networkInputs(shape)
      const [pictures, targets] = [input(inputs.pictures), input(inputs.targets)]
      await realize(pictures, targets)
      const model = resnet18({ classes: shape.classes, random: new Random(0) })
      const parameters = model.parameters()
      const optimizer = new AdamW(parameters, adamW)
      const train = compile((pictures: Tensor, targets: Tensor) => {
        const loss = binaryCrossEntropyWithLogits(model.forward(pictures), targets)
        optimizer.step(loss)
        return [loss]
      })
      return {
        run: async () => {
          const [loss] = await train(pictures, targets)
          await loss!.item()
        },
        read: () => parameterCount(parameters),
      }
    },
    resnet18Frozen: async (shape) => {
      const pictures = input(networkInputs(shape).pictures)
      await realize(pictures)
      const model = resnet18({ classes: shape.classes, random: new Random(0) }).eval()
      const forward = compile((pictures: Tensor) => [model.forward(pictures)], { freeze: true })
      return {
        ...step(() => forward(pictures)),
        read: () => parameterCount(model.parameters()),
      }
    },
    smallExpression: async (shape) => {
      const inputs = expressionInputs(shape)
      const [x, w] = [input(inputs.x), input(inputs.w)]
      await realize(x, w)
      const expression = compile((x: Tensor, w: Tensor) => [x.sigmoid().mul(w).mean()])
      return step(async () => {
        const outputs = await expression(x, w)
        await outputs[0]!.item()
        return outputs
      })
    },
    decode: (shape) => epochs(shape, () => undefined),
    decodeFirst: async (shape) => {
      let epoch = 0
      const step = await epochs(shape, () => cacheIn(join(shape.folder, `first-${epoch++}`)))
      return {
        run: step.run,
        read: async () => {
          for (; epoch > 0; epoch--)
            await rm(join(shape.folder, `first-${epoch - 1}`), { recursive: true, force: true })
          return step.read()
        },
      }
    },
    decodeCached: async (shape) => {
      // Opened anew for each epoch, as by the next process.
      const step = await epochs(shape, () => cacheIn(join(shape.folder, 'cached')))
      await step.run()
      return step
    },
  },
)
