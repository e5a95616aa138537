export { addressesOf, fixed } from './address.ts'
export * from './batch/index.ts'
export { type Calculation, calculate } from './calculate.ts'
export { type CheckOutcome, type CheckReport, check, type Difference } from './check.ts'
export { type Evaluation, evaluate } from './evaluate.ts'
export { type Column, type Grid, grid, type Table } from './grid.ts'
export { page } from './page/index.ts'
export { type DrawWorksheetOptions, drawWorksheet } from './terminal/draw-worksheet.ts'
export {
  type Cell,
  type CellRole,
  type CellValue,
  type Chart,
  type Check,
  type ReadNumbers,
  type Series,
  type Worksheet,
  type WorksheetContent,
  withInputs,
  worksheet,
} from './worksheet.ts'
export { worksheets } from './worksheets/index.ts'
export { xlsx } from './xlsx.ts'
