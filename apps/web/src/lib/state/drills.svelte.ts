import { type DrillProgress, parseDrillProgress, recordAnswer, type Subject } from '@woshou/session/drill'
import { recall, remember, storageKey } from './storage.ts'

/** How this browser's student has fared, by rule and kind of question. */
class Drills {
  #progress = $state.raw<DrillProgress>(parseDrillProgress(recall('drills')))

  constructor() {
    addEventListener('storage', ({ key }) => {
      if (key === storageKey('drills') || key === null) this.#progress = parseDrillProgress(recall('drills'))
    })
  }

  get progress(): DrillProgress {
    return this.#progress
  }

  /** Notes an exercise, once. @param right whether the first answer was */
  record(subject: Subject, right: boolean): void {
    this.#progress = recordAnswer(parseDrillProgress(recall('drills')), subject, right, Date.now())
    remember('drills', this.#progress)
  }

  reset(): void {
    this.#progress = {}
    remember('drills', undefined)
  }
}

export const drills = new Drills()
