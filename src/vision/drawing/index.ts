export { contactSheet, type SheetCell, type SheetOptions } from './contact-sheet.ts'
export { type Drawing, drawPicture } from './draw-picture.ts'
export { type Overlay, overlayOf } from './overlay.ts'
