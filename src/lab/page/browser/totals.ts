import { find } from './find.ts'
import type { LiveSheet } from './live-sheet.ts'

/** What the sheet comes to, and what it came to before anything was changed. */
export const totals = (live: LiveSheet): void => {
  const before = live.calculation.texts
  live.follow(() => {
    for (const total of document.querySelectorAll<HTMLElement>('.total[data-of]')) {
      const address = total.dataset.of!
      const text = live.calculation.texts[address]!
      total.classList.toggle('failed', !Object.hasOwn(live.calculation.values, address))
      find('b', total).textContent = text
      find('.was', total).textContent = text === before[address] ? '' : `was ${before[address]}`
    }
  })
}
