export { fields as logFields } from './fields.ts'
export type { LoggedRun } from './logged-run.ts'
export { type WriteLogOptions, type WrittenLog, writeLog } from './write-log.ts'
