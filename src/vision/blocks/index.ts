export { type ImageBlockOptions, imageBlock } from './image.ts'
export { ignoredPixel, type MaskBlockOptions, maskBlock } from './mask.ts'
export { type PointsBlockOptions, pointsBlock } from './points.ts'
