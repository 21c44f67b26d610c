import { expect, test } from 'vitest'
import type { DueReason } from '../due.ts'
import { ACK } from '../segment.ts'
import { closed } from '../tcb.ts'
import { hints } from './hints.ts'
import { DUE_SENTENCES } from './terms.ts'

test.each(Object.keys(DUE_SENTENCES) as DueReason[])('the hints for %s say no sentence twice', (reason) => {
  const due = { reason, owed: [], segment: { seq: 100, ack: 300, flags: ACK, window: 1000, text: '' } }
  for (const locale of ['en', 'zh-CN'] as const) {
    const sentences =
      hints(due, closed(), locale)
        .join(' ')
        .match(/[^.?!。？！]+[.?!。？！]/g) ?? []
    const said = sentences.map((sentence) => sentence.trim().replace(/^你的/, ''))
    expect(said).toEqual([...new Set(said)])
    expect(said.length).toBeGreaterThan(2)
  }
})
