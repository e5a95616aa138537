import { Liquid, LiquidError, type Template } from 'liquidjs'
import { badData } from '../base/errors.ts'
import { fieldNames } from './fields.ts'

/** Nothing is read or run besides the template itself. */
const engine = new Liquid({ strictVariables: true, strictFilters: true, templates: {}, ownPropertyOnly: true })

/** A post with places for what a run tells, written in Liquid. */
export interface PostTemplate {
  /** @throws KindlingError `invalid-data` naming the template, the line and what is wrong there */
  render(fields: Readonly<Record<string, unknown>>): string
}

/**
 * Reads a template. Its placeholders, `{{ question }}`, are the fields of `fields.ts`.
 *
 * @param name of the template, for errors
 * @throws KindlingError `invalid-data` when it is no Liquid, or has a placeholder that is no field: which, and those there are
 * @example
 * postTemplate('# {{ title }}\n\n{{ learned }}', 'short.md').render(fields)
 */
export function postTemplate(text: string, name: string): PostTemplate {
  let template: Template[]
  try {
    template = engine.parse(text)
  } catch (error) {
    throw explained(error, name)
  }
  const { globals } = engine.analyzeSync(template, { partials: false })
  const unknown = Object.keys(globals).filter((placeholder) => !fieldNames.includes(placeholder))
  const [first] = unknown
  if (first !== undefined) {
    const { row } = globals[first]![0]!.location
    const others = unknown.length > 1 ? `, nor ${unknown.slice(1).map(quoted).join(', ')}` : ''
    throw badData(
      `${name}: line ${row}: there is no field ${quoted(first)}${others}; a template may use ${fieldNames.join(', ')}`,
    )
  }
  return {
    render(fields) {
      try {
        return engine.renderSync(template, fields)
      } catch (error) {
        throw explained(error, name)
      }
    },
  }
}

const quoted = (placeholder: string): string => `{{ ${placeholder} }}`

/** liquidjs ends its messages with `, line:3, col:7`, and adds an excerpt below. */
function explained(error: unknown, name: string): unknown {
  if (!LiquidError.is(error)) return error
  const [, what, line] = /^(.*?)(?:, line:(\d+), col:\d+)?$/s.exec(error.message.split('\n')[0]!)!
  return badData(`${name}: ${line === undefined ? '' : `line ${line}: `}${what}`, error)
}
