/**
 * NumPy's public names and what there is of each in `kindling/numpy`: the rows of docs/numpy.md. The names are those of
 * NumPy 2, and those of NumPy 1.24 that NumPy 2 gave up.
 */

/** How many of a well-known hundred exercises are natural to write; test/numpy-exercises.test.ts has them. */
export const natural = 95

/** What the others ask, in general words, and why it is left out. */
export const unnatural: readonly (readonly [what: string, why: string])[] = [
  ["the library's version and configuration", 'a package says its version in its package.json; nothing is configured'],
  ['documentation from a command line', 'an editor shows the comments of TypeScript; docs/numpy.md has the table'],
  ['which chains of operators are legal', 'JavaScript has no operators of arrays: `np.add(a, b)` or `a.add(b)`'],
  ['the root of −1 as a complex number', 'ONNX Runtime has no kernels for complex numbers'],
  ['a class derived from arrays', 'a tensor is not made to be derived from; put it into an object of your own'],
]

/** Where a name leads: a function, with what is different; or nowhere, with the reason. */
export type Row = { readonly here: string; readonly note?: string } | { readonly why: string }

const words = (text: string): string[] => text.trim().split(/\s+/)

/** `take_along_axis` as `takeAlongAxis`; an underscore at the end stays. */
export const camel = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const rowsOf = (
  prefix: string,
  same: string,
  noted: Readonly<Record<string, readonly [here: string, note?: string]>>,
  none: readonly (readonly [why: string, names: string])[],
): ReadonlyMap<string, Row> => {
  const rows: [string, Row][] = [
    ...words(same)
      .filter((name) => !(name in noted))
      .map((name): [string, Row] => [name, { here: prefix + camel(name) }]),
    ...Object.entries(noted).map(([name, [here, note]]): [string, Row] => [
      name,
      note === undefined ? { here } : { here, note },
    ]),
    ...none.flatMap(([why, names]) => words(names).map((name): [string, Row] => [name, { why }])),
  ]
  const twice = rows.map(([name]) => name).find((name, i, all) => all.indexOf(name) !== i)
  if (twice) throw new Error(`numpy table: there are two rows named ${twice}`)
  return new Map(rows.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
}

const complex = 'ONNX Runtime has no kernels for complex numbers'
const types = 'the types are those that ONNX Runtime has kernels for, by their names as strings: `float64`, `int32` …'
const gone = 'given up by NumPy 2 itself'
const memory =
  'a tensor has no memory that a program can reach: it is immutable, and may live in another thread or on a GPU'
const strings = 'a tensor has no strings; lists of JavaScript strings have'
const machinery = "part of NumPy's own machinery"
const settings = 'nothing is set globally; options go with each call'
const noWarnings = 'nothing warns: what is not defined is NaN or infinite, and integers divided by 0 give 0'

export const main = rowsOf(
  '',
  `absolute abs acos acosh add all allclose amax amin any append arange arccos arccosh arcsin arcsinh arctan arctan2
  arctanh argmax argmin argpartition argsort argwhere around array array2string array_equal array_equiv array_repr
  array_split array_str asarray asin asinh astype atan atan2 atanh atleast_1d atleast_2d atleast_3d bartlett base_repr
  binary_repr bincount bitwise_and bitwise_count bitwise_invert bitwise_left_shift bitwise_not bitwise_or
  bitwise_right_shift bitwise_xor blackman block broadcast_arrays broadcast_shapes broadcast_to can_cast cbrt ceil choose
  clip column_stack compress concatenate convolve copysign corrcoef correlate cos cosh count_nonzero cov cross cumprod
  cumsum deg2rad degrees diag diag_indices diag_indices_from diagflat diagonal diff digitize divide divmod dot dsplit
  dstack e ediff1d einsum equal euler_gamma exp exp2 expand_dims expm1 extract eye fabs fix flatnonzero flip fliplr flipud
  float16 float32 float64 float_power floor floor_divide fmax fmin fmod frexp fromfunction full full_like gcd geomspace
  greater greater_equal hamming hanning heaviside histogram2d histogramdd hsplit hstack hypot identity indices inf inner
  insert int32 int64 intersect1d invert is_busday isclose isfinite isin isinf isnan isneginf isposinf isscalar issubdtype
  ix_ kaiser kron lcm ldexp left_shift less less_equal lexsort linspace log log10 log1p log2 logaddexp logaddexp2
  logical_and logical_not logical_or logical_xor logspace matmul matrix_transpose max maximum mean median min minimum mod
  modf moveaxis multiply nan nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanprod
  nanstd nansum nanvar ndim negative newaxis nonzero not_equal ones ones_like outer packbits pi piecewise poly polyadd
  polyder polyfit polyint polymul polysub polyval positive pow power prod promote_types ptp quantile percentile rad2deg
  radians ravel ravel_multi_index reciprocal remainder repeat reshape resize result_type right_shift rint roll rollaxis
  rot90 round savetxt searchsorted select setdiff1d setxor1d shape sign signbit sin sinc sinh size sort split sqrt square
  squeeze stack std subtract sum swapaxes take take_along_axis tan tanh tensordot tile trace transpose trapezoid tri tril
  tril_indices tril_indices_from trim_zeros triu triu_indices triu_indices_from true_divide trunc uint32 uint8 union1d
  unpackbits unravel_index unstack unwrap vander var vdot vecdot vsplit vstack zeros zeros_like`,
  {
    apply_along_axis: ['applyAlongAxis', '`fn` is called with a lazy line, once for each'],
    apply_over_axes: ['applyOverAxes', 'the function comes first, as in NumPy, and takes an array and an axis'],
    average: ['average', 'without `returned`'],
    bool: ['bool'],
    bool_: ['bool'],
    busday_count: ['busdayCount', 'Monday to Friday, without holidays'],
    bytes: ['random.Generator.bytes', 'of random numbers; a tensor has no strings'],
    c_: ['columnStack', 'brackets are functions here'],
    concat: ['concatenate'],
    copy: ['copy', 'the array itself: it never changes'],
    copyto: ['copyto', 'returns the new array'],
    cumulative_prod: ['cumprod', 'without `includeInitial`'],
    cumulative_sum: ['cumsum', 'without `includeInitial`'],
    datetime64: ['datetime64', 'the number of days since 1970: dates are int64'],
    datetime_as_string: ['datetimeAsString', 'of days; a list of strings'],
    delete: ['delete', 'a slice is written `{ range: [start, stop, step] }`'],
    empty: ['empty', 'zeros'],
    empty_like: ['emptyLike', 'zeros'],
    fill_diagonal: ['fillDiagonal', 'returns the new array'],
    finfo: ['finfo'],
    frombuffer: ['frombuffer', 'of an ArrayBuffer; float64, float32, int64, int32, uint32, uint8 and bool'],
    fromiter: ['fromiter', 'the type follows from the values unless it is given'],
    genfromtxt: ['genfromtxt', 'options in camel case; named columns are a record of tensors'],
    gradient: ['gradient', 'several spacings are a list'],
    histogram: ['histogram', 'rules such as `auto` are in `histogramBinEdges`, because they need the values'],
    histogram_bin_edges: ['histogramBinEdges', 'without `stone`'],
    iinfo: ['iinfo', 'limits are bigints'],
    index_exp: ['s_', "`np.s_('1:-1, ::2')`, for `np.at(a, ...)` and `x.at(...)`"],
    interp: ['interp'],
    isdtype: ['issubdtype'],
    load: ['load'],
    loadtxt: ['loadtxt'],
    may_share_memory: ['copy', 'never: no array is changed through another'],
    meshgrid: ['meshgrid', 'takes a list of axes'],
    mgrid: ['mgrid', '`np.mgrid([0, 3], [0, 4])`; an imaginary step is `{ start, stop, count }`'],
    nanpercentile: ['nanpercentile', 'linear between elements'],
    nanquantile: ['nanquantile', 'linear between elements'],
    ndenumerate: ['ndenumerate', 'an asynchronous generator: `for await`'],
    ndindex: ['ndindex'],
    nditer: ['ndenumerate', 'what is not written with whole arrays'],
    ogrid: ['ogrid', 'as `mgrid`; a list of arrays'],
    pad: ['pad', 'without `empty` and without a function as the mode'],
    partition: ['partition', 'sorts'],
    permute_dims: ['transpose'],
    place: ['place', 'returns the new array'],
    polydiv: ['polydiv', 'the remainder keeps its leading zeros'],
    put: ['put', 'returns the new array'],
    put_along_axis: ['putAlongAxis', 'returns the new array'],
    putmask: ['putmask', 'returns the new array'],
    r_: ['concatenate', 'brackets are functions here'],
    random: ['random'],
    linalg: ['linalg'],
    ma: ['ma'],
    roots: ['roots', '`{ real, imag }`'],
    s_: ['s_', "`np.s_('1:-1, ::2')`, for `np.at(a, ...)` and `x.at(...)`"],
    save: ['save'],
    savez: ['savez', 'takes a record or a list'],
    savez_compressed: ['savezCompressed', 'takes a record or a list'],
    shares_memory: ['copy', 'never: no array is changed through another'],
    trapz: ['trapezoid', 'its name before NumPy 2'],
    unique: [
      'unique',
      'positions and counts are in `uniqueAll`, `uniqueCounts`, `uniqueInverse`; these take `axis` too',
    ],
    unique_all: ['uniqueAll'],
    unique_counts: ['uniqueCounts'],
    unique_inverse: ['uniqueInverse'],
    unique_values: ['unique'],
    vectorize: ['vectorize', 'the function made is asynchronous: it is called for every element, in JavaScript'],
    frompyfunc: ['vectorize', 'the function made is asynchronous'],
    where: ['where', 'of three arguments; positions are in `nonzero`'],
    row_stack: ['vstack'],
    in1d: ['isin', 'of flattened arrays'],
    msort: ['sort', '`sort(x, 0)`'],
    alltrue: ['all'],
    sometrue: ['any'],
    cumproduct: ['cumprod'],
    product: ['prod'],
    round_: ['round'],
    Inf: ['inf'],
    Infinity: ['inf'],
    infty: ['inf'],
    PINF: ['inf'],
    NaN: ['nan'],
    NAN: ['nan'],
    double: ['float64'],
    single: ['float32'],
    half: ['float16'],
    float_: ['float64'],
    int_: ['int64'],
    intc: ['int32'],
    intp: ['int64'],
    uintc: ['uint32'],
    ubyte: ['uint8'],
    asanyarray: ['asarray'],
    asarray_chkfinite: ['asarray', 'check with `isfinite`'],
    ascontiguousarray: ['asarray', 'there are no other layouts'],
    printoptions: ['array2string', 'options go with each call'],
    set_printoptions: ['array2string', 'options go with each call'],
    get_printoptions: ['array2string', 'options go with each call'],
    fromstring: ['array', '`np.array(text.split(sep).map(Number))`'],
    fromfile: ['frombuffer', 'of what a file holds'],
    nanfunctions: ['nansum', 'and its kin'],
    matvec: ['matmul'],
    vecmat: ['matmul'],
  },
  [
    [
      complex,
      `angle cdouble cfloat clongdouble clongfloat complex128 complex192 complex256 complex512 complex64 complex_
      complexfloating conj conjugate csingle emath fft imag iscomplex iscomplexobj isreal isrealobj longcomplex real
      real_if_close singlecomplex sort_complex`,
    ],
    [
      types,
      `byte dtype dtypes flexible float128 float96 floating generic inexact int16 int8 integer long longdouble longlong
      number object_ short signedinteger timedelta64 uint uint16 uint64 uintp ulong ulonglong unsignedinteger ushort void
      common_type find_common_type issctype issubclass_ issubsctype min_scalar_type mintypecode obj2sctype sctype2char
      sctypeDict sctypes ScalarType typecodes typename maximum_sctype nbytes cast longfloat format_parser`,
    ],
    [strings, `bytes_ char character chararray compare_chararrays str_ string_ strings unicode_ fromregex`],
    [
      memory,
      `asfortranarray broadcast byte_bounds flatiter from_dlpack isfortran memmap ndarray nested_iters require
      fastCopyAndTranspose`,
    ],
    ['a structured array is a plain object with an array for each field', `rec recarray record recfromcsv recfromtxt`],
    ['two-dimensional by type; use arrays and `matmul`', `asmatrix bmat mat matrix`],
    ['their own functions are enough: `polyval`, `polyfit`, `roots` …', `poly1d polynomial`],
    ['there is no addressing of bits of floats in ONNX', `nextafter spacing`],
    ['ONNX has no Bessel functions', `i0`],
    ['einsum contracts from the left', `einsum_path`],
    ['holidays and offsets are left to libraries of dates', `busday_offset busdaycalendar datetime_data isnat`],
    ['`trilIndices` and `triuIndices` name the usual masks', `mask_indices`],
    ['JavaScript has them: `toFixed`, `toExponential`', `format_float_positional format_float_scientific`],
    ['JavaScript has it: `Symbol.iterator in x`', `iterable`],
    [noWarnings, `errstate geterr geterrcall seterr seterrcall geterrobj seterrobj`],
    [settings, `getbufsize setbufsize set_string_function set_numeric_ops`],
    [
      machinery,
      `get_include get_array_wrap info show_config show_runtime test testing typing ufunc lib core ctypeslib exceptions
      version tracemalloc_domain little_endian False_ True_ add_docstring add_newdoc add_newdoc_ufunc deprecate
      deprecate_with_doc disp lookfor source safe_eval who DataSource UFUNC_BUFSIZE_DEFAULT UFUNC_PYVALS_NAME BUFSIZE
      ALLOW_THREADS AxisError ComplexWarning ModuleDeprecationWarning RankWarning TooHardError VisibleDeprecationWarning
      CLIP RAISE WRAP MAXDIMS MAY_SHARE_BOUNDS MAY_SHARE_EXACT FLOATING_POINT_SUPPORT math`,
    ],
    [
      gone,
      `asfarray ERR_CALL ERR_DEFAULT ERR_IGNORE ERR_LOG ERR_PRINT ERR_RAISE ERR_WARN FPE_DIVIDEBYZERO FPE_INVALID
      FPE_OVERFLOW FPE_UNDERFLOW NINF NZERO PZERO SHIFT_DIVIDEBYZERO SHIFT_INVALID SHIFT_OVERFLOW SHIFT_UNDERFLOW`,
    ],
  ],
)

export const linalg = rowsOf(
  'linalg.',
  `cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv matmul matrix_rank matrix_transpose multi_dot norm outer
  pinv qr slogdet solve svd svdvals tensordot trace vecdot`,
  {
    eig: ['linalg.eig', 'complex numbers are `{ real, imag }`'],
    eigvals: ['linalg.eigvals', 'complex numbers are `{ real, imag }`'],
    eigh: ['linalg.eigh', 'reads the lower triangle'],
    eigvalsh: ['linalg.eigvalsh', 'reads the lower triangle'],
    cond: ['linalg.cond', 'in the 2-norm'],
    qr: ['linalg.qr', "'reduced' and 'complete'"],
    lstsq: ['linalg.lstsq', '`{ solution, residuals, rank, singularValues }`'],
    matrix_power: ['linalg.matrixPower', 'lazy, so of a negative power of the inverse: `matrixPower(await inv(x), n)`'],
    matrix_norm: ['linalg.norm'],
    vector_norm: ['linalg.norm'],
    norm: ['linalg.norm', 'options `ord`, `axis`, `keepdims`; those that need singular values are in `svdvals`'],
  },
  [
    ['solve, inv, reshape and tensordot make them', `tensorinv tensorsolve`],
    [machinery, `LinAlgError linalg test`],
  ],
)

export const random = rowsOf(
  'random.Generator.',
  `beta bytes chisquare choice dirichlet exponential f gamma geometric gumbel integers laplace logistic lognormal
  multivariate_normal normal pareto permutation permuted power rayleigh standard_cauchy standard_exponential standard_gamma
  standard_normal standard_t triangular uniform weibull`,
  {
    default_rng: ['random.defaultRng', 'takes a seed, which must be given; the numbers are not those of NumPy'],
    random: ['random.Generator.random'],
    binomial: ['random.Generator.binomial', 'of bare numbers'],
    poisson: ['random.Generator.poisson', 'of a bare number'],
    multinomial: ['random.Generator.multinomial', 'of bare numbers'],
    shuffle: ['random.Generator.shuffle', 'returns the shuffled array'],
    Generator: ['random.Generator'],
  },
  [
    [
      'draw from those that there are, or from a table with `choice`',
      `hypergeometric logseries multivariate_hypergeometric negative_binomial noncentral_chisquare noncentral_f vonmises
      wald zipf`,
    ],
    [
      'there is one generator, Threefry-2x32, which counts',
      `bit_generator spawn BitGenerator MT19937 PCG64 PCG64DXSM Philox SFC64 SeedSequence`,
    ],
    [
      'there is no global state; draw from `defaultRng(seed)`',
      `RandomState get_state rand randint randn random_integers random_sample ranf sample seed set_state`,
    ],
  ],
)

/** Functions of one element, or of two, of `np.ma`: `np.ma.sqrt(x)` is `np.ma.apply(np.sqrt, x)`. */
const applied =
  words(`abs absolute angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh around bitwise_and bitwise_or
  bitwise_xor ceil cos cosh equal exp fabs floor floor_divide fmod greater greater_equal hypot left_shift less less_equal log
  log10 log2 logical_and logical_not logical_or logical_xor maximum minimum mod negative not_equal remainder right_shift round
  round_ sin sinh sqrt tan tanh true_divide`).filter((name) => name !== 'angle')

export const ma = rowsOf(
  'ma.',
  `array concatenate getdata getmaskarray masked_equal masked_greater masked_greater_equal masked_inside masked_invalid
  masked_less masked_less_equal masked_not_equal masked_outside masked_where`,
  {
    ...Object.fromEntries(
      applied.map((name): [string, readonly [string, string]] => [
        name,
        ['ma.apply', `\`np.ma.apply(np.${camel(name === 'round_' ? 'round' : name)}, x)\``],
      ]),
    ),
    ...Object.fromEntries(
      words('anom compressed count filled max mean median min prod std sum var').map(
        (name): [string, readonly [string]] => [name, [`ma.MaskedArray.${name}`]],
      ),
    ),
    add: ['ma.MaskedArray.add'],
    subtract: ['ma.MaskedArray.sub'],
    multiply: ['ma.MaskedArray.mul'],
    divide: ['ma.MaskedArray.div'],
    power: ['ma.MaskedArray.pow'],
    anomalies: ['ma.MaskedArray.anom'],
    amax: ['ma.MaskedArray.max'],
    amin: ['ma.MaskedArray.min'],
    product: ['ma.MaskedArray.prod'],
    average: ['ma.MaskedArray.mean', 'with weights: `np.average` of what is `filled(0)`'],
    masked_array: ['ma.array'],
    MaskedArray: ['ma.MaskedArray'],
    asarray: ['ma.array'],
    asanyarray: ['ma.array'],
    getmask: ['ma.getmaskarray', 'an array always'],
    masked: ['ma.array', 'an element without a value is a true of the mask'],
    nomask: ['ma.array', 'without `mask`'],
    fix_invalid: ['ma.maskedInvalid', 'and `filled`'],
    masked_values: ['ma.maskedWhere', 'with `isclose`'],
  },
  [
    [
      'take `data` and `mask` through the function of `np` of that name, both',
      `append apply_along_axis apply_over_axes atleast_1d atleast_2d atleast_3d choose column_stack compress copy diag diagflat
      diagonal dstack expand_dims hsplit hstack put putmask ravel repeat reshape resize row_stack shape size ndim squeeze stack
      swapaxes take transpose vstack where clip diff ediff1d isin in1d nonzero ndenumerate`,
    ],
    [
      'of `filled(…)` or `await compressed()`, whichever is meant',
      `all allclose allequal alltrue any argmax argmin argsort convolve corrcoef correlate cov cumprod cumsum dot inner
      innerproduct intersect1d outer outerproduct polyfit ptp setdiff1d setxor1d sometrue sort trace union1d unique vander`,
    ],
    [
      'make the array with `np` and a mask for it',
      `arange empty empty_like frombuffer fromflex fromfunction identity indices masked_all masked_all_like ones ones_like zeros zeros_like`,
    ],
    [
      'the mask is an array: `mask.any()`, `mask.sum(0)`, `logicalOr`',
      `count_masked is_mask is_masked isMA isMaskedArray isarray make_mask make_mask_descr make_mask_none mask_or masked_object MaskType harden_mask soften_mask`,
    ],
    [
      'rows and columns are left out with `compress`',
      `compress_cols compress_nd compress_rowcols compress_rows mask_cols mask_rowcols mask_rows clump_masked clump_unmasked flatnotmasked_contiguous flatnotmasked_edges notmasked_contiguous notmasked_edges flatten_mask flatten_structured_array`,
    ],
    [complex, `angle conjugate`],
    [
      'the filling is given to `filled`',
      `common_fill_value default_fill_value maximum_fill_value minimum_fill_value set_fill_value`,
    ],
    [machinery, `core extras MAError MaskError bool_ ids masked_print_option masked_singleton mr_ mvoid`],
  ],
)

export const strideTricks = rowsOf('', 'as_strided sliding_window_view', {}, [])

/** What has no name in NumPy, because it is written with brackets, operators or methods there. */
export const beside: Readonly<Record<string, string>> = {
  at: '`a[i]`, `a[i] = v`, `a[i] += v`: `np.at(a, i).get()`, `.set(v)`, `.add(v)`, `.multiply`, `.minimum`, `.maximum`, `.apply`. Each returns a new array',
  today: "`np.datetime64('today')`",
  fromNpy: 'an array of the bytes of a .npy file',
  toNpy: 'the bytes of a .npy file',
  fromNpz: 'arrays of the bytes of a .npz file',
  toNpz: 'the bytes of a .npz file',
}
