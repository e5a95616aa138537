import { Document, type YAMLSeq } from 'yaml'

/** What stands above a post, for the site generator. */
export interface FrontMatter {
  readonly title: string
  /** A day, `2026-01-31`. */
  readonly published: string
  readonly tags: readonly string[]
  /** How long it takes to read, in minutes. */
  readonly readtime: number
  /** Pictures beside the post. */
  readonly cover: string
  readonly share: string
}

/**
 * The front matter of a post: YAML between two rules.
 *
 * @example
 * frontMatter({ title: 'Tags', published: '2026-01-31', tags: ['loss'], readtime: 3, cover: 'batch.png', share: 'loss.png' })
 */
export const frontMatter = ({ title, published, tags, readtime, cover, share }: FrontMatter): string => {
  const fields = { title, type: 'post', published, tags, readtime, 'cover-img': cover, 'share-img': share }
  // Many generators read YAML 1.1, to which `yes` and `12:30` are no texts.
  const document = new Document(fields, { version: '1.1' })
  ;(document.get('tags') as YAMLSeq).flow = true
  return `---\n${document.toString({ lineWidth: 0, flowCollectionPadding: false })}---`
}

/** Words that are read in a minute. */
const wordsPerMinute = 200

/** Minutes that a text takes, its code and numbers too. */
export const readtimeOf = (text: string): number =>
  Math.max(1, Math.round(text.split(/\s+/).filter((word) => /\p{L}|\d/u.test(word)).length / wordsPerMinute))
