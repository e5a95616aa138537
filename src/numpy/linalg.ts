/** Linear algebra: `np.linalg`. Products are lazy; decompositions compute their argument first, hence their promises. */
export * from './decompositions.ts'
export {
  cross,
  diagonal,
  matmul,
  matrixPower,
  matrixTranspose,
  multiDot,
  type NormOrder,
  norm,
  outer,
  tensordot,
  trace,
  vecdot,
} from './products.ts'
