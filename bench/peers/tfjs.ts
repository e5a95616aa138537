import { setFlagsFromString } from 'node:v8'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { convInputs, expressionInputs, lossInputs } from '../inputs.ts'
import { Declined, type Step, serve } from '../serve.ts'

// WebAssembly goes straight to the optimizing compiler, so that not even the first run is one of baseline code.
setFlagsFromString('--no-liftoff')

/** On the CPU backend a training step takes about 7 s per picture. */
const mostImagesTrained = 2

/** A step whose outputs are freed when the next run begins. */
function step(compute: () => tf.Tensor[]): Step {
  let outputs: tf.Tensor[] = []
  return {
    run: () => {
      tf.dispose(outputs)
      outputs = tf.tidy(compute)
    },
    read: () => outputs.map((output) => output.dataSync()),
  }
}

/** TensorFlow.js convolves NHWC pictures with HWIO weights; the inputs are brought into that order beforehand. */
function convTensors(shape: Parameters<typeof convInputs>[0]) {
  const { x, w, dy } = convInputs(shape)
  return tf.tidy(() => ({
    x: tf.transpose(tf.tensor4d(x.data, x.shape as [number, number, number, number]), [0, 2, 3, 1]),
    w: tf.transpose(tf.tensor4d(w.data, w.shape as [number, number, number, number]), [2, 3, 1, 0]),
    dy: tf.transpose(tf.tensor4d(dy.data, dy.shape as [number, number, number, number]), [0, 2, 3, 1]),
  }))
}

function lossTensors(shape: Parameters<typeof lossInputs>[0]) {
  const { logits, targets, labels } = lossInputs(shape)
  return {
    logits: tf.tensor2d(logits.data, [shape.rows, shape.classes]),
    targets: tf.tensor2d(targets.data, [shape.rows, shape.classes]),
    labels: tf.tensor1d(labels.data, 'int32'),
  }
}

function lossStep(logits: tf.Tensor, lossOf: (logits: tf.Tensor) => tf.Scalar): Step {
  const valueAndGradient = tf.valueAndGrad(lossOf)
  return step(() => {
    const { value, grad } = valueAndGradient(logits)
    value.dataSync()
    return [value, grad]
  })
}

await tf.setBackend('wasm')

await serve(
  {
    version: tf.version.tfjs,
    notes: [
      'WebAssembly backend with SIMD; it has no threads in Node',
      'convTrain runs on its CPU backend, because the WebAssembly backend has no kernel Conv2DBackpropFilter',
    ],
  },
  {
    convForward: async (shape) => {
      await tf.setBackend('wasm')
      const { x, w } = convTensors(shape)
      return step(() => [tf.conv2d(x, w, 1, 'same')])
    },
    convTrain: async (shape) => {
      if (shape.images > mostImagesTrained) throw new Declined('convTrain on 32 pictures would take minutes per run')
      await tf.setBackend('cpu')
      const { x, w, dy } = convTensors(shape)
      const valueAndGradients = tf.valueAndGrads((x: tf.Tensor, w: tf.Tensor) =>
        tf.mean<tf.Scalar>(tf.mul(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), dy)),
      )
      return step(() => {
        const { value, grads } = valueAndGradients([x, w])
        return [value, ...grads]
      })
    },
    bce: async (shape) => {
      await tf.setBackend('wasm')
      const { logits, targets } = lossTensors(shape)
      return lossStep(logits, (logits) => tf.losses.sigmoidCrossEntropy(targets, logits))
    },
    crossEntropy: async (shape) => {
      await tf.setBackend('wasm')
      const { logits, labels } = lossTensors(shape)
      return lossStep(logits, (logits) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, shape.classes), logits))
    },
    smallExpression: async (shape) => {
      await tf.setBackend('wasm')
      const { x, w } = expressionInputs(shape)
      const [left, right] = [
        tf.tensor2d(x.data, [shape.rows, shape.columns]),
        tf.tensor2d(w.data, [shape.rows, shape.columns]),
      ]
      return step(() => {
        const value = tf.mean(tf.mul(tf.sigmoid(left), right))
        value.dataSync()
        return [value]
      })
    },
  },
)
