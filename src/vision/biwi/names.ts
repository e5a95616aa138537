/** Which of a frame's files. */
export type FrameFile = 'rgb.png' | 'rgb.jpg' | 'depth.bin' | 'pose.txt' | 'pose.bin'

/** The folder of a sequence: `01`. */
export const sequenceName = (sequence: number): string => String(sequence).padStart(2, '0')

/** The template of a sequence, beside its folder: `01.obj`. */
export const meshName = (sequence: number): string => `${sequenceName(sequence)}.obj`

/** The calibration of a camera, in the sequence's folder: `rgb.cal`. */
export const calibrationName = (camera: 'rgb' | 'depth'): string => `${camera}.cal`

/** A file of a frame: `frame_00003_depth.bin`. */
export const frameName = (index: number, file: FrameFile): string => `frame_${String(index).padStart(5, '0')}_${file}`
