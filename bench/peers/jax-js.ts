import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import { convInputs, expressionInputs, lossInputs } from '../inputs.ts'
import { Declined, type Step, serve } from '../serve.ts'

// WebAssembly goes straight to the optimizing compiler, so that not even the first run is one of baseline code.
setFlagsFromString('--no-liftoff')

/** A training step takes about a second per picture. */
const mostImages = 2

const array = ({ data, shape }: { data: Float32Array | Int32Array; shape: number[] }): np.Array =>
  np.array(data as Float32Array<ArrayBuffer>).reshape(shape)

/** A step whose outputs are freed when the next run begins. */
function step(compute: () => np.Array[]): Step {
  let outputs: np.Array[] = []
  return {
    run: async () => {
      for (const output of outputs) output.dispose()
      outputs = await blockUntilReady(compute())
    },
    read: () => outputs.map((output) => output.ref.dataSync()),
  }
}

function fewImages({ images }: { images: number }): void {
  if (images > mostImages) throw new Declined('convolutions of 32 pictures take 10 to 30 s per run')
}

// init() without a name fails in Node 20, where it looks for WebGPU.
await init('wasm')
defaultDevice('wasm')

const manifest = new URL('../package.json', import.meta.resolve('@jax-js/jax'))
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }

await serve(
  { version, notes: ['WebAssembly backend; it has no threads in Node, where there is no global Worker'] },
  {
    convForward: (shape) => {
      fewImages(shape)
      const { x, w } = convInputs(shape)
      const [pictures, weights] = [array(x), array(w)]
      const compiled = jit((x: np.Array, w: np.Array) => lax.conv(x, w, [1, 1], 'SAME'))
      return step(() => [compiled(pictures.ref, weights.ref)])
    },
    convTrain: (shape) => {
      fewImages(shape)
      const { x, w, dy } = convInputs(shape)
      const [pictures, weights, outputGradient] = [array(x), array(w), array(dy)]
      const loss = (x: np.Array, w: np.Array, dy: np.Array) => np.mean(lax.conv(x, w, [1, 1], 'SAME').mul(dy))
      const compiled = jit(valueAndGrad(loss, { argnums: [0, 1] }))
      return step(() => {
        const [value, gradients] = compiled(pictures.ref, weights.ref, outputGradient.ref)
        return [value, ...gradients]
      })
    },
    bce: (shape) => {
      const inputs = lossInputs(shape)
      const [logits, targets] = [array(inputs.logits), array(inputs.targets)]
      const loss = (x: np.Array, y: np.Array) => np.mean(nn.softplus(x.ref).sub(x.mul(y)))
      const compiled = jit(valueAndGrad(loss))
      return step(() => compiled(logits.ref, targets.ref))
    },
    crossEntropy: (shape) => {
      const inputs = lossInputs(shape)
      const [logits, labels] = [array(inputs.logits), array(inputs.labels)]
      // takeAlongAxis, which would need no one-hot matrix, cannot be compiled: jit does not know its scatter.
      const loss = (x: np.Array, y: np.Array) =>
        np.sum(nn.logSoftmax(x).mul(nn.oneHot(y, shape.classes))).mul(-1 / shape.rows)
      const compiled = jit(valueAndGrad(loss))
      return step(() => compiled(logits.ref, labels.ref))
    },
    smallExpression: (shape) => {
      const inputs = expressionInputs(shape)
      const [x, w] = [array(inputs.x), array(inputs.w)]
      const compiled = jit((x: np.Array, w: np.Array) => np.mean(nn.sigmoid(x).mul(w)))
      return step(() => {
        const value = compiled(x.ref, w.ref)
        value.ref.js()
        return [value]
      })
    },
  },
)
