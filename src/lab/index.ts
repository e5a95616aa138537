export { addressesOf, fixed } from './address.ts'
export { type Column, type Grid, grid, type Table } from './grid.ts'
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
