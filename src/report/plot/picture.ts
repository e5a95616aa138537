import sharp from 'sharp'

/**
 * A drawing as a PNG, for whoever shows no SVG: twice as many pixels as it measures, so that it is sharp on fine screens.
 *
 * @example
 * await saveFile('loss.png', await pictureOf(lineChart({ … })))
 */
export const pictureOf = (svg: string): Promise<Buffer> =>
  // Drawings have few colours; a palette makes the file a third as large.
  sharp(Buffer.from(svg), { density: 144 }).png({ palette: true, colours: 128, compressionLevel: 9 }).toBuffer()
