import { type Tensor, tensor } from '../../tensor/index.ts'

/** Numbers of a sheet as a tensor, in the precision in which a spreadsheet reckons. */
export const float64 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor =>
  tensor(values, { dtype: 'float64', shape })

/** The numbers of a tensor, one after another. */
export const numbersOf = async (values: Tensor): Promise<number[]> => Array.from(await values.data(), Number)
