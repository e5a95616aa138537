import * as np from '../src/numpy/index.ts'
import { beside, linalg, ma, main, natural, type Row, random, strideTricks, unnatural } from './numpy-table.ts'

/** What a name such as `linalg.inv` or `random.Generator.normal` stands for, or undefined. */
export function found(here: string): unknown {
  let at: unknown = np
  for (const part of here.split('.')) {
    const scope = at as Record<string, unknown> & { readonly prototype?: Record<string, unknown> }
    at = part in scope ? scope[part] : scope.prototype?.[part]
    if (at === undefined) return undefined
  }
  return at
}

const isAsync = (value: unknown): boolean => typeof value === 'function' && value.constructor.name === 'AsyncFunction'

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** `random.Generator.normal` as it is called. */
const called = (here: string): string => here.replace('random.Generator.', 'rng.').replace('ma.MaskedArray.', 'x.')

function line(name: string, row: Row): string {
  if ('why' in row) return `| \`${name}\` | – | ${cell(row.why)} |`
  const value = found(row.here)
  if (value === undefined) throw new Error(`numpy table: ${name} leads to ${row.here}, which is not there`)
  const notes = [isAsync(value) ? 'a promise' : '', row.note ?? ''].filter(Boolean)
  return `| \`${name}\` | \`${called(row.here)}\` | ${cell(notes.join('; '))} |`
}

const counted = (rows: ReadonlyMap<string, Row>): string => {
  const supported = [...rows.values()].filter((row) => 'here' in row).length
  return `${supported} of ${rows.size} names`
}

const section = (title: string, rows: ReadonlyMap<string, Row>, text: readonly string[] = []): string[] => [
  `## ${title}`,
  '',
  `${counted(rows)} lead somewhere.`,
  ...text,
  '',
  '| NumPy | Here | |',
  '|---|---|---|',
  ...[...rows].map(([name, row]) => line(name, row)),
  '',
]

/** The text of docs/numpy.md. */
export const numpyDocument = (): string =>
  [
    '# NumPy’s functions',
    '',
    '<!-- Written by `npm run docs` (scripts/numpy.ts). Do not edit. -->',
    '',
    '```ts',
    "import * as np from 'kindling/numpy'",
    '',
    'const a = np.arange(12).reshape([3, 4])',
    'const b = np.at(a, np.greater(a, 5)).set(0) // a[a > 5] = 0, as a new array',
    'console.log(await np.mean(b, 0).array())',
    '```',
    '',
    'The functions of NumPy under their names and by their rules, over the tensors of `kindling`: lazy, with gradients, run',
    'by ONNX Runtime. `test/numpy-peer.test.ts` compares them with NumPy itself.',
    '',
    '- **Names** are NumPy’s; an underscore becomes a capital: `expand_dims` is `expandDims`, `atleast_1d` is `atleast1d`,',
    '  as for the tensor’s own methods. Values of options are NumPy’s strings as they are: `median_unbiased`.',
    '- **Arguments** stand in NumPy’s order; what one writes with a keyword there goes into an object at the end:',
    '  `np.sum(a, 0, { keepdims: true })`.',
    '- **Types** follow NumPy 2: whole numbers make int64 and others float64, int32 with float32 is float64, bare numbers',
    '  are weak (NEP 50). Methods of the tensor keep the rule of `kindling`, where integers never widen float32:',
    '  `np.add(i, f)` and `i.add(f)` may differ in type. JavaScript has one kind of number, so `2.0` is whole:',
    "  write `np.float64(2)` or `{ dtype: 'float64' }` where a float is meant.",
    '- **Types that ONNX Runtime has no kernels for** are not there: what is int8, int16, uint16 or uint64 in NumPy is int64',
    '  (a sum of uint8, for example). Complex results are `{ real, imag }`.',
    '- **Nothing is changed in its place.** What does that in NumPy returns the new array.',
    '- **A promise** stands where a shape depends on values (`nonzero`, `unique`, a mask), where a library works on them',
    '  (decompositions, by ml-matrix in float64), or where the answer is JavaScript’s (`allclose` is a boolean). Through',
    '  these no gradient flows, but through the elements that `unique`, `extract` and `compress` take. Everything else is',
    '  lazy, and can be compiled.',
    '- **Functions of two numbers** have `reduce`, `accumulate`, `reduceat` and `outer`, and `add`, `multiply`, `minimum` and',
    '  `maximum` have `at`: `np.multiply.outer(a, b)`, `np.add.at(a, [0, 0, 1], 1)`. Those that commute are put together in a',
    '  tree; subtraction and its like take a node for each position.',
    '- **Random numbers** follow from the seed and from how many draws came before. They are not NumPy’s numbers.',
    '',
    `Of a well-known hundred exercises, ${natural} are natural to write; \`test/numpy-exercises.test.ts\` has them, restated,`,
    'with their answers derived. The others ask for:',
    '',
    ...unnatural.map(([what, why]) => `- ${what}: ${why};`),
    '',
    ...section('The main namespace', main),
    ...section('`numpy.linalg`', linalg),
    ...section('`numpy.random`', random, ['', '`rng` is `np.random.defaultRng(seed)`.']),
    ...section('`numpy.ma`', ma, ['', '`x` is a masked array.']),
    ...section('`numpy.lib.stride_tricks`', strideTricks, [
      '',
      'Views are gathered elements here, and strides count elements, not bytes.',
    ]),
    '## Beside NumPy’s names',
    '',
    '| Here | What it is |',
    '|---|---|',
    ...Object.entries(beside).map(([name, what]) => `| \`${name}\` | ${cell(what)} |`),
    '',
  ].join('\n')
