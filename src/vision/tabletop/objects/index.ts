import { apple } from './apple.ts'
import { banana } from './banana.ts'
import { book } from './book.ts'
import { glasses } from './glasses.ts'
import { key } from './key.ts'
import { leaf } from './leaf.ts'
import { mug } from './mug.ts'
import type { ObjectKind } from './object-kind.ts'
import { pencil } from './pencil.ts'

/** The kinds of object that may lie on the table, by label. */
export const objectKinds = { apple, banana, book, glasses, key, leaf, mug, pencil } satisfies Record<string, ObjectKind>

export type TabletopLabel = keyof typeof objectKinds

/** The eight labels in alphabetical order. */
export const tabletopLabels = Object.keys(objectKinds).sort() as TabletopLabel[]
