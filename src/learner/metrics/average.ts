/** The mean of the numbers that are not NaN, as NumPy's `nanmean`; NaN where there are none. */
export const meanOfDefined = (values: Float64Array): number => {
  const defined = values.filter((value) => !Number.isNaN(value))
  return defined.reduce((sum, value) => sum + value, 0) / defined.length
}
