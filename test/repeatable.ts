import { env } from 'node:process'
import fc from 'fast-check'

/**
 * Property tests begin from one seed, so that what passes here passes anywhere; `FC_SEED=7 npm test` looks at other cases.
 * A failing one prints its seed and path.
 */
fc.configureGlobal({ seed: Number(env.FC_SEED ?? 20261125) })
