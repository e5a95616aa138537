export { type Calibration, formatCalibration, parseCalibration, readCalibration } from './calibration.ts'
export {
  type BiwiFrame,
  type BiwiListing,
  type BiwiSequence,
  findBiwi,
  listBiwi,
  type PosedFrame,
  readBiwiFrame,
} from './dataset.ts'
export { type DepthImage, decodeDepth, encodeDepth, readDepth } from './depth.ts'
export { type EulerAngles, eulerFromRotation, rotationFromEuler } from './euler.ts'
export {
  depthPoints,
  type HeadCentreOptions,
  headCentre,
  posedVertices,
  project,
  projectPoints,
  registerDepth,
} from './geometry.ts'
export type { Matrix3, Vector3 } from './linear.ts'
export { formatMesh, type Mesh, parseMesh, readMesh } from './mesh.ts'
export { drawBiwiFrame, type OverlayContent, overlay } from './overlay.ts'
export { personOf } from './people.ts'
export { type Picture, readPicture } from './picture.ts'
export { decodePose, encodePose, formatPose, type HeadPose, parsePose, readPose } from './pose.ts'
export { rotationError, rotationFromSix, type SixNumbers, sixFromRotation } from './rotation.ts'
export * from './synthetic/index.ts'
export { type BiwiFrameContent, type BiwiSequenceContent, writeBiwiSequence } from './write.ts'
