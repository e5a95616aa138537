import { type DataHealth, type Finding, healthFindings } from '../../data/index.ts'
import { summaryPage } from './page.ts'
import type { DataFailure, DataStep } from './step.ts'
import { summaryText } from './text.ts'

/** How a data set is loaded, step by step, and what is wrong with it: plain data that can be printed or shown as a page. */
export class DataSummary {
  readonly title: string
  /** Those that could be done, in order. */
  readonly steps: readonly DataStep[]
  /** The step that could not be done, if any. */
  readonly failure: DataFailure | undefined
  /** What reading every item came to; undefined when it was not asked for, or could not begin. */
  readonly health: DataHealth | undefined

  constructor({ title, steps, failure, health }: Pick<DataSummary, 'title' | 'steps' | 'failure' | 'health'>) {
    this.title = title
    this.steps = steps
    this.failure = failure
    this.health = health
  }

  /** What its owner should know about the data, the worst first. */
  get findings(): readonly Finding[] {
    return this.health ? healthFindings(this.health) : []
  }

  /**
   * For a terminal of 80 columns and more.
   *
   * @example
   * console.log((await summarizeData(block, 'photos')).text())
   */
  text(): string {
    return summaryText(this)
  }

  /** One HTML page with the pictures in it, light or dark as the reader likes it; it loads nothing from anywhere. */
  html(): string {
    return summaryPage(this)
  }

  /** Without the pictures. */
  toJSON(): object {
    const { title, steps, failure, health, findings } = this
    return { title, steps: steps.map(({ pictures: _, ...step }) => step), failure, health, findings }
  }
}
