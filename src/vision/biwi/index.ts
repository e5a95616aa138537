export { type Calibration, formatCalibration, parseCalibration, readCalibration } from './calibration.ts'
export { type BiwiCheck, type CheckBiwiOptions, checkBiwi } from './check.ts'
export {
  type BiwiFrame,
  type BiwiListing,
  type BiwiSequence,
  findBiwi,
  listBiwi,
  type MissingFile,
  type PosedFrame,
  readBiwiFrame,
} from './dataset.ts'
export { type DepthImage, decodeDepth, encodeDepth, readDepth } from './depth.ts'
export { type BiwiFrameReport, type DepthStatistics, depthStatistics, describeBiwiFrame } from './describe.ts'
export {
  depthPoints,
  type HeadCentreOptions,
  headCentre,
  posedVertices,
  projectPoint,
  projectPoints,
  registerDepth,
} from './geometry.ts'
export { type HeadPoseAnswer, type HeadPoseBlockOptions, headPoseBlock } from './head-pose-block.ts'
export { headLandmarkNames, headLandmarkPairs, headLandmarks, landmarksInPicture } from './landmarks.ts'
export { formatMesh, type Mesh, parseMesh, readMesh } from './mesh.ts'
export { drawBiwiFrame } from './overlay.ts'
export { personOf } from './people.ts'
export { decodePose, encodePose, formatPose, type HeadPose, parsePose, readPose } from './pose.ts'
export { type AnsweredPose, meanPose, type PoseErrors, poseErrors } from './pose-errors.ts'
export { type AnsweredFrame, drawPoses } from './pose-sheet.ts'
export * from './synthetic/index.ts'
export { type BiwiFrameContent, type BiwiSequenceContent, writeBiwiSequence } from './write.ts'
