/** What an archive holds, as its reader comes to it. */
export interface ArchiveEntry {
  /** As the archive has it: not to be trusted. */
  readonly name: string
  /** `file`, `folder`, or in words what else it is. */
  readonly kind: string
  /** The bytes of a file; to be read before the next entry comes. */
  readonly content: AsyncIterable<Uint8Array>
}

/** What is done with each entry, one after the other. */
export type EntryVisitor = (entry: ArchiveEntry) => Promise<void>
