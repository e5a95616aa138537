export { joinRows } from './join-rows.ts'
export type { LossBatch } from './loss-batch.ts'
export { type LossWorksheetOptions, lossWorksheet } from './loss-worksheet.ts'
