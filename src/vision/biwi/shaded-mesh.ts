import type { Point } from '../../data/index.ts'
import { cross, dot, type Vector3 } from '../../data/space/linear.ts'
import { colour, hex } from '../tabletop/colour.ts'
import type { Calibration } from './calibration.ts'
import { posedVertices, projectPoints } from './geometry.ts'
import type { Mesh } from './mesh.ts'
import type { HeadPose } from './pose.ts'

/** From what is seen edge on to what faces the camera. */
const shades = Array.from({ length: 33 }, (_, i) => hex(colour(0.18 + 0.7 * (i / 32) ** 1.5, 0.14, 322)))

/**
 * The template in a pose, as SVG: semi-transparent, lit from the camera, so that its form is seen and the picture below
 * it too. The triangles are drawn from the furthest to the nearest, which hides the back of the head without knowing
 * which side of a triangle is the outer.
 */
export const shadedMesh = (mesh: Mesh, pose: HeadPose, rgb: Calibration, onPanel: (place: Point) => Point): string => {
  const points = posedVertices(mesh, pose)
  const places = projectPoints(points, rgb)
  const vertex = (i: number): Vector3 => [points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!]
  const triangles: { distance: number; path: string }[] = []
  for (let face = 0; face < mesh.faces.length; face += 3) {
    const corners = [mesh.faces[face]!, mesh.faces[face + 1]!, mesh.faces[face + 2]!] as const
    const [a, b, c] = [vertex(corners[0]), vertex(corners[1]), vertex(corners[2])]
    const outline = corners.map((i) =>
      onPanel([places[2 * i]!, places[2 * i + 1]!])
        .map((x) => x.toFixed(1))
        .join(' '),
    )
    // A corner behind the camera has no place.
    if (outline.some((place) => place.includes('NaN'))) continue
    const normal = cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]])
    const facing = Math.abs(dot(normal, a)) / (Math.hypot(...normal) * Math.hypot(...a) || 1)
    const shade = shades[Math.round(32 * Math.min(1, facing))]!
    triangles.push({
      distance: a[2] + b[2] + c[2],
      // The stroke closes the hairlines that antialiasing leaves between neighbours.
      path: `<path d="M${outline.join('L')}Z" fill="${shade}" stroke="${shade}"/>`,
    })
  }
  triangles.sort((p, q) => q.distance - p.distance)
  return `<g opacity="0.55" stroke-width="0.7">${triangles.map(({ path }) => path).join('')}</g>`
}
