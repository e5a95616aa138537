/** Writes docs/operators.md: every operator, what it takes, whether it has a gradient, and what runs it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Emitter } from '../src/tensor/emitter.ts'
import { type DType, dtypes, grad, operatorTable, type Tensor } from '../src/tensor/index.ts'
import { examples, operands } from './operator-examples.ts'
import { webgpuOperators } from './webgpu-operators.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Declared {
  readonly name: string
  readonly call: string
  readonly summary: string
}

/** Cuts a list at its commas, but not at those inside brackets. */
function cut(list: string): string[] {
  const parts: string[] = []
  let [depth, start] = [0, 0]
  for (const [i, character] of [...list].entries()) {
    if ('([{<'.includes(character)) depth++
    if (')]}'.includes(character) || (character === '>' && list[i - 1] !== '=')) depth--
    if (character === ',' && depth === 0) {
      parts.push(list.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, list.slice(start)].map((part) => part.trim()).filter(Boolean)
}

/** The parameters between the first bracket and the one that closes it. */
function parametersOf(declaration: string): string[] {
  const start = declaration.indexOf('(')
  let depth = 0
  for (let i = start; i < declaration.length; i++) {
    if (declaration[i] === '(') depth++
    if (declaration[i] === ')' && --depth === 0) return cut(declaration.slice(start + 1, i))
  }
  return []
}

/** `x: Tensor` as `x`, `{ keepdims }?: …` as `options?`, `[height, width]: …` as it is. */
function nameOf(parameter: string): string {
  const pattern = /^(?:\{[^}]*\}|\[[^\]]*\])\??/.exec(parameter)?.[0]
  if (pattern?.endsWith('}?')) return 'options?'
  return pattern ?? parameter.slice(0, parameter.indexOf(':'))
}

/** The functions that a file of declarations exports, with the first sentence or two of their comments. */
function declaredIn(file: string): Declared[] {
  const found: Declared[] = []
  const pattern =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare (?:const|function) (\w+)([\s\S]*?\)(?: =>|:)[\s\S]*?;\n)/g
  for (const [, comment = '', name = '', declaration = ''] of readFileSync(file, 'utf8').matchAll(pattern)) {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trim())
    const end = lines.findIndex((line, i) => i > 0 && (line === '' || line.startsWith('@') || line.startsWith('- ')))
    const summary = lines
      .slice(0, end < 0 ? undefined : end)
      .join(' ')
      .trim()
    found.push({ name, call: `${name}(${parametersOf(declaration).map(nameOf).join(', ')})`, summary })
  }
  return found
}

/** The declarations of the operators, file by file, as the compiler writes them. */
function declarations(): Map<string, Declared[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-operators-'))
  try {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['-p', 'tsconfig.build.json', '--declaration', '--emitDeclarationOnly', '--outDir', folder]
    try {
      execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'pipe' })
    } catch {
      // Errors elsewhere do not keep it from writing declarations.
    }
    const operators = join(folder, 'tensor', 'ops')
    return new Map(
      readdirSync(operators)
        .filter((file) => file.endsWith('.d.ts'))
        .map((file) => [file.slice(0, -'.d.ts'.length), declaredIn(join(operators, file))]),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const all = async (name: string, dtype: DType): Promise<{ inputs: Tensor[]; outputs: Tensor[] }> => {
  const given = operands(dtype)
  const outputs = [await examples[name]!(given)].flat() as Tensor[]
  return { inputs: Object.values(given).filter((value) => typeof value === 'object'), outputs }
}

/** The element types for which the example runs. */
async function typesOf(name: string): Promise<DType[]> {
  const taken: DType[] = []
  for (const dtype of dtypes) {
    try {
      const { outputs } = await all(name, dtype)
      await Promise.all(outputs.map((output) => output.data()))
      taken.push(dtype)
    } catch (error) {
      // A division of whole numbers by the zeros among zeros and ones says nothing about the type.
      if (dtype === 'bool' && String(error).includes('modulo by zero')) taken.push(dtype)
    }
  }
  return taken
}

/** The types of the nodes of the program that computes tensors. */
function nodesOf(tensors: readonly Tensor[]): string[] {
  const emitter = new Emitter('baked')
  for (const [i, tensor] of tensors.entries()) emitter.output(tensor, `out${i}`)
  const types = emitter.graph.build().graph!.node.map(({ opType }) => opType)
  return [...new Set(types)].filter((type) => type !== 'Identity').sort()
}

/** Whether a tensor is a constant 0 that was filled in for a gradient that there is none of. */
const isFilled = (g: Tensor): boolean => {
  const source = g.operation?.row.name === 'broadcastTo' ? g.operation.inputs[0]! : g
  return source.storage !== undefined && 'host' in source.storage && Number(source.storage.host[0]) === 0
}

async function gradientOf(name: string, types: readonly DType[]): Promise<{ text: string; nodes: string[] }> {
  if (!types.includes('float32')) return { text: 'no: it takes integers only', nodes: [] }
  const { inputs, outputs } = await all(name, 'float32')
  const floats = outputs.filter(({ dtype }) => dtype.startsWith('float'))
  if (floats.length === 0) return { text: `no: the result is ${outputs[0]!.dtype}`, nodes: [] }
  try {
    const gradients = floats.flatMap((output) => grad(output, inputs, output.mul(0.5)).filter((g) => !isFilled(g)))
    return gradients.length > 0 ? { text: 'yes', nodes: nodesOf(gradients) } : { text: 'zero', nodes: [] }
  } catch (error) {
    return { text: `no: ${(error as Error).message}`, nodes: [] }
  }
}

const kinds: [string, readonly DType[]][] = [
  ['all', dtypes],
  ['all but bool', dtypes.filter((dtype) => dtype !== 'bool')],
  ['floats', ['float16', 'float32', 'float64']],
  ['integers', ['uint8', 'int32', 'uint32', 'int64']],
  ['integers, bool', ['bool', 'uint8', 'int32', 'uint32', 'int64']],
]
const typeText = (types: readonly DType[]): string =>
  kinds.find(([, list]) => list.length === types.length && list.every((dtype) => types.includes(dtype)))?.[0] ??
  types.join(', ')

const missing = (nodes: readonly string[]): string[] => nodes.filter((type) => !webgpuOperators.has(type))

function webgpuText(forward: readonly string[], backward: readonly string[]): string {
  const own = missing(forward)
  const more = missing(backward).filter((type) => !own.includes(type))
  if (own.length === 0 && more.length === 0) return 'yes'
  return [own.length > 0 ? `not ${own.join(', ')}` : 'yes', more.length > 0 ? `gradient: not ${more.join(', ')}` : '']
    .filter(Boolean)
    .join('; ')
}

const titles: Record<string, string> = {
  arithmetic: 'Arithmetic',
  elementwise: 'Functions of one number',
  activation: 'Activations',
  comparison: 'Comparisons and logic',
  selection: 'Selection',
  cast: 'Types',
  reduction: 'Reductions',
  linear: 'Linear algebra',
  shape: 'Shapes',
  indexing: 'Indexing',
  sorting: 'Sorting',
  convolution: 'Convolution',
  pooling: 'Pooling',
  normalization: 'Normalization',
  sampling: 'Resizing and sampling',
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`

const declared = declarations()
const lines: string[] = [
  '# Operators',
  '',
  '<!-- Written by `npm run docs` (scripts/operators.ts). Do not edit. -->',
  '',
  'Every operator of `kindling`, what it takes and what runs it. Those whose first argument is a tensor are also its',
  'methods: `add(x, y)` is `x.add(y)`; `variance` is the method `var`.',
  '',
  '- **Types**: element types that it accepts, found by running it for each. What the result is for integers and bool',
  '  says the text.',
  '- **Gradient**: *yes*; *zero*, where the function is constant but for jumps, or made so; or why there is none. Gradients',
  '  are themselves made of these operators, so they have gradients too.',
  '- **ONNX**: the operators that it becomes for float32, in operator set 20. Other types may need others besides, mostly',
  '  `Cast`. None: it is a view or a constant.',
  '- **WebGPU**: whether ONNX Runtime has kernels for these on the WebGPU provider; if not, those nodes run on the',
  '  processor. According to `docs/webgpu-operators.md` of onnxruntime-web 1.30.0 (14 September 2026). On the CPU provider,',
  '  native or WebAssembly, all of them run.',
  '',
]
let count = 0
for (const [file, title] of Object.entries(titles)) {
  const known = (declared.get(file) ?? []).filter(({ name }) => examples[name])
  lines.push(
    `## ${title}`,
    '',
    row('Operator', 'What it is', 'Types', 'Gradient', 'ONNX', 'WebGPU'),
    '|---|---|---|---|---|---|',
  )
  for (const { name, call, summary } of known) {
    const types = await typesOf(name)
    const { outputs } = await all(name, types.includes('float32') ? 'float32' : 'int64')
    const forward = nodesOf(outputs)
    const gradient = await gradientOf(name, types)
    lines.push(
      row(
        `\`${call}\``,
        summary,
        typeText(types),
        gradient.text,
        forward.join(', '),
        webgpuText(forward, gradient.nodes),
      ),
    )
    count++
  }
  lines.push('')
}
const undescribed = Object.keys(examples).filter(
  (name) => ![...declared.values()].flat().some((one) => one.name === name && one.summary),
)
if (undescribed.length > 0) throw new Error(`these operators have no comment: ${undescribed.join(', ')}`)
if (count !== Object.keys(examples).length)
  throw new Error(`${Object.keys(examples).length} examples, ${count} described`)

lines.push('## Making tensors', '', row('Function', 'What it makes'), '|---|---|')
for (const { name, call, summary } of declared.get('creation') ?? [])
  if (!examples[name] && name !== 'asTensor') lines.push(row(`\`${call}\``, summary))

const rows = [...operatorTable.values()]
lines.push(
  '',
  '## The operator table',
  '',
  'All of the above are made of these rows, each of which has its shape rule, what it becomes in ONNX, and its gradient in',
  'one place:',
  '',
  ...rows.map(
    ({ name, gradient }) =>
      `- \`${name}\`${typeof gradient === 'function' ? '' : `, without gradient: ${gradient.none}`}`,
  ),
)
writeFileSync(join(root, 'docs', 'operators.md'), `${lines.join('\n')}\n`)
console.log(`docs/operators.md: ${count} operators, ${rows.length} rows`)
process.exit()
