import { cellText } from './cell-text.ts'

/** Items by what tells them apart: without their folders, unless two would then be called the same. */
export const itemNames = (items: readonly string[]): string[] => {
  const short = items.map((item) => item.replace(/^.*[/\\](?=.)/, ''))
  return (new Set(short).size === new Set(items).size ? short : items).map(cellText)
}
