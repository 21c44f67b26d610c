import { expect, test } from 'vitest'
import { mutants } from '../conformance/mutants.ts'
import { due, formatFlags, formatSegment, judge, type Segment, type Tcb, type Violation } from './index.ts'
import { Play } from './link.test-support.ts'
import { scenario } from './scenario.test-support.ts'

/** Every slip from what two ends send over 60 random links, with what the judge says first. */
function slips(look: (tcb: Tcb, wrong: Segment, first: Violation) => void): void {
  for (let seed = 1; seed <= 60; seed++) {
    const { link, wishes } = scenario(seed)
    const play = new Play(link, wishes, seed, (tcb, right) => {
      for (const { segment: wrong } of mutants(tcb, right)) {
        // With other text it may be meant for another number.
        if (wrong.text !== right.text) continue
        const found = first(tcb, wrong)
        if (found) look(tcb, wrong, found)
      }
    })
    play.run(300)
  }
}

const first = (tcb: Tcb, segment: Segment): Violation | undefined => judge(tcb, segment).violations[0]

test('whoever takes the number that the judge gives is not told that it is wrong too', () => {
  const contradictions = new Set<string>()
  slips((tcb, wrong, { rule, field, allowed }) => {
    const [right] = allowed
    if ((field !== 'seq' && field !== 'ack') || typeof right?.value !== 'number') return
    // That is the FIN's own number, though a FIN that has been acknowledged is not wanted again at all.
    if (rule === 'retransmit-fin-not-needed-number') return
    const again = first(tcb, { ...wrong, [field]: right.value })
    if (again?.field === field)
      contradictions.add(`${tcb.state} ${rule}: ${formatSegment(wrong)} with ${field} ${right.value} is ${again.rule}`)
  })
  expect([...contradictions].slice(0, 10)).toEqual([])
})

test('whoever takes the flags that the judge gives has what is due, or what was meant, with ACK', () => {
  const contradictions = new Set<string>()
  slips((tcb, wrong, { rule, field, allowed }) => {
    if (field !== 'flags' && field !== 'call') return
    const proposed = new Set(due(tcb, { isn: 77_777 }).map(({ segment }) => formatFlags(segment.flags)))
    // It names what carries out the call; text may have to go before it.
    if (rule === 'fin-for-abort-or-rst-for-close') return
    for (const { value } of allowed)
      if (typeof value === 'string' && !proposed.has(value) && !value.includes(formatFlags(wrong.flags)))
        contradictions.add(`${tcb.state} ${rule}: ${formatSegment(wrong)} should be ${value}, due is ${[...proposed]}`)
  })
  expect([...contradictions].slice(0, 10)).toEqual([])
})
