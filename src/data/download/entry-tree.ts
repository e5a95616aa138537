type Kind = 'file' | 'folder'

/**
 * The files and folders of an archive by their names, to find two that would be the same on some system: those that
 * differ in case or in the form of their accents only.
 */
export class EntryTree {
  readonly #known = new Map<string, { readonly path: string; readonly kind: Kind }>()

  /** How many files and folders there are, those included that were only implied. */
  get size(): number {
    return this.#known.size
  }

  /** Takes an entry and the folders above it; gives the reason when it cannot stand beside those before it. */
  add(names: readonly string[], kind: Kind): string | undefined {
    let path = ''
    for (const [i, name] of names.entries()) {
      path = i === 0 ? name : `${path}/${name}`
      const here = i < names.length - 1 ? 'folder' : kind
      const key = path.normalize('NFC').toLowerCase()
      const known = this.#known.get(key)
      if (!known) this.#known.set(key, { path, kind: here })
      else if (known.path !== path) return `on some systems it is the same as ${JSON.stringify(known.path)}`
      else if (known.kind !== here) return `${JSON.stringify(path)} is a file and a folder`
      else if (here === 'file') return 'it is there twice'
    }
    return undefined
  }
}
