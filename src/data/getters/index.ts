export {
  columnFile,
  columnLabel,
  columnLabels,
  columnNumber,
  columnNumbers,
  columnPoints,
  oneHotLabels,
} from './columns.ts'
export { type FilesInOptions, filesIn, pictureExtensions } from './files.ts'
export { readJsonLines } from './json-lines.ts'
export { parentLabel, regexLabel } from './labels.ts'
