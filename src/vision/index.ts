export { type DecodeImageOptions, decodeImage, type Pixels, type ResizeMode, resizeModes } from './image.ts'
export { ImagePredictor } from './image-predictor.ts'
export {
  type LoaderOptions,
  type MultiLabelImages,
  type MultiLabelImagesOptions,
  multiLabelImages,
} from './multi-label-images.ts'
export {
  type Architecture,
  architectures,
  type MultiLabelLearnerOptions,
  multiLabelLearner,
} from './multi-label-learner.ts'
export { type ChannelStatistics, imagenetStatistics, normalize } from './normalize.ts'
export { smallResNet } from './small-resnet.ts'
export * from './tabletop/index.ts'
