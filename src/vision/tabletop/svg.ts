import { objectKinds } from './objects/index.ts'
import { n } from './objects/paint.ts'
import type { Scene, SceneObject } from './scene.ts'
import { drawLitter, drawShade, drawTable } from './table.ts'

/**
 * A scene as an SVG document, `size` pixels square.
 *
 * Soft shadows are a few faint copies of an outline, and the falloff of the light is a gradient: a blur filter would
 * cost more than all the rest.
 *
 * @example
 * await sharp(Buffer.from(sceneSvg(describeScene(0, 7), 256))).toFile('scene.png')
 */
export const sceneSvg = (scene: Scene, size: number): string => {
  const angle = (scene.light.direction * Math.PI) / 180
  const light = { x: Math.cos(angle), y: Math.sin(angle) }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 100 100">` +
    drawTable(scene.table) +
    drawLitter(scene.clutter) +
    scene.objects.map((object, i) => drawObject(object, `o${i}`, light)).join('') +
    drawShade(scene.clutter) +
    drawFalloff(light, scene.light.strength) +
    '</svg>'
  )
}

/** How dark each faint copy of a shadow is; where all lie over each other they add up to about 0.36. */
const shadowOpacity = 0.085
const shadowCopies = [0.25, 0.55, 0.8, 1.05, 1.3]

const drawObject = (object: SceneObject, id: string, light: { x: number; y: number }): string => {
  const kind = objectKinds[object.label]
  const turn = (object.rotation * Math.PI) / 180
  const local = {
    x: light.x * Math.cos(turn) + light.y * Math.sin(turn),
    y: light.y * Math.cos(turn) - light.x * Math.sin(turn),
  }
  const { colour, accent, form } = object
  const { outline, wire, markup } = kind.draw({ id, colour, accent, form, light: local })
  const paint = wire
    ? `fill="none" stroke="#0a0818" stroke-opacity="${shadowOpacity}" stroke-width="${wire}"`
    : `fill="#0a0818" fill-opacity="${shadowOpacity}"`
  const shadow = shadowCopies
    .map(
      (far) =>
        `<path transform="translate(${n(-local.x * kind.height * far)} ${n(-local.y * kind.height * far)})" d="${outline}"/>`,
    )
    .join('')
  return (
    `<g transform="translate(${n(object.x * 100)} ${n(object.y * 100)}) rotate(${n(object.rotation)}) scale(${object.size.toFixed(4)})">` +
    `<g ${paint}>${shadow}</g>${markup}</g>`
  )
}

const drawFalloff = (light: { x: number; y: number }, strength: number): string => {
  const [x, y] = [n(0.5 + 0.55 * light.x), n(0.5 + 0.55 * light.y)]
  return (
    `<radialGradient id="light" cx="${x}" cy="${y}" r="1.15"><stop offset="0" stop-color="#fff8e8" stop-opacity="${n(0.2 * strength)}"/>` +
    '<stop offset="0.4" stop-color="#fff8e8" stop-opacity="0"/><stop offset="0.45" stop-color="#080818" stop-opacity="0"/>' +
    `<stop offset="1" stop-color="#080818" stop-opacity="${n(0.34 * strength)}"/></radialGradient><rect width="100" height="100" fill="url(#light)"/>`
  )
}
