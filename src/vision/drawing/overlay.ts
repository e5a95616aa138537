import {
  type Answer,
  type ClassMap,
  eulerFromRotation,
  type Point,
  rotationFromSix,
  type SixNumbers,
  widthOf,
} from '../../data/index.ts'

/** What is said of a picture, in a form that can be drawn on it or written below. */
export interface Overlay {
  /** In a few words; empty where all is drawn. */
  readonly caption: string
  /** In pixels of the picture; NaN where absent. */
  readonly points: readonly Point[]
  readonly mask?: { readonly map: ClassMap; readonly labels: readonly string[] }
}

/**
 * The encoded target of one item in words, points and colours. A target that was mixed from two items says so:
 * `dog 0.7, cat 0.3`.
 *
 * @param encoded as it is in a batch: class indices, or a probability for each class; a mask [height, width]
 */
export function overlayOf(
  answer: Answer,
  encoded: ArrayLike<number>,
  [height, width]: readonly [number, number],
): Overlay {
  switch (answer.kind) {
    case 'category':
    case 'labels':
      return {
        caption: captionOf(answer.labels, encoded, answer.kind === 'category' && !answer.thresholds),
        points: [],
      }
    case 'number':
    case 'numbers':
      return { caption: Array.from(encoded, rounded).join(', '), points: [] }
    case 'rotation': {
      const { yaw, pitch, roll } = eulerFromRotation(rotationFromSix(Array.from(encoded) as unknown as SixNumbers))
      return { caption: `yaw ${Math.round(yaw)}° pitch ${Math.round(pitch)}° roll ${Math.round(roll)}°`, points: [] }
    }
    case 'points': {
      const points = Array.from(
        { length: answer.count },
        (_, i): Point => [((encoded[2 * i]! + 1) * width) / 2, ((encoded[2 * i + 1]! + 1) * height) / 2],
      )
      const absent = points.filter(([x, y]) => Number.isNaN(x + y)).length
      return { caption: absent > 0 ? `${absent} of ${answer.count} points absent` : '', points }
    }
    case 'mask':
      return {
        caption: '',
        points: [],
        mask: { map: { data: Uint8Array.from(encoded), shape: [height, width] }, labels: answer.labels },
      }
    case 'parts': {
      let start = 0
      const parts = Object.entries(answer.parts).map(([name, part]) => {
        const columns = Array.from({ length: widthOf(part) }, (_, i) => encoded[start + i]!)
        start += columns.length
        return { name, ...overlayOf(part, columns, [height, width]) }
      })
      return {
        caption: parts.flatMap(({ name, caption }) => (caption === '' ? [] : [`${name}: ${caption}`])).join('; '),
        points: parts.flatMap(({ points }) => points),
      }
    }
  }
}

function captionOf(labels: readonly string[], encoded: ArrayLike<number>, isOne: boolean): string {
  if (isOne && encoded.length === 1) return labels[encoded[0]!]!
  const shares = labels.map((label, i) => ({ label, share: encoded[i]! })).filter(({ share }) => share >= 0.005)
  shares.sort((a, b) => b.share - a.share)
  return (
    shares.map(({ label, share }) => (share >= 0.995 ? label : `${label} ${share.toFixed(2)}`)).join(', ') || 'none'
  )
}

const rounded = (x: number): string => (Number.isNaN(x) ? 'missing' : String(Number(x.toPrecision(4))))
