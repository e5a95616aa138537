import { type Tensor, tensor } from '../tensor/index.ts'

/** Mean and standard deviation of each channel, of values from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/** Those of ImageNet's training pictures, which pretrained networks expect. */
export const imagenetStatistics: ChannelStatistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }

/**
 * Turns uint8 pictures [N, 3, H, W] into float32 with mean 0 and standard deviation 1 for each channel, as part of the
 * program: pictures travel as bytes.
 */
export const normalize =
  ({ mean, std }: ChannelStatistics) =>
  (images: Tensor): Tensor => {
    // (x/255 − mean) / std as one multiple and one shift.
    const scale = tensor(std.map((s) => [[1 / (255 * s)]]))
    const shift = tensor(mean.map((m, i) => [[-m / std[i]!]]))
    return images.cast('float32').mul(scale).add(shift)
  }
