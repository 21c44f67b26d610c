import { ACK, formatFlags, judge, type Violation } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { spoilings } from '../drill/spoilings.ts'
import { dueNow } from '../eyes/due-now.ts'
import { type End, fill } from '../eyes/end.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { ChosenSegment } from '../facts/command.ts'
import { ROLES } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { chosen, scenario, Table } from '../testing/table.ts'

const FLAGS = new Map(Array.from({ length: 256 }, (_, flags) => [formatFlags(flags), flags]))

/** What a student changes in the composer who does what a note says: the text follows from number and length. */
function obey(choice: ChosenSegment, { allowed, field }: Violation): ChosenSegment {
  const value = allowed[0]?.value ?? ''
  if (field === 'seq' || field === 'ack' || field === 'window') return { ...choice, [field]: Number(value) }
  if (field === 'text') return { ...choice, length: Number(value) }
  const flags = FLAGS.get(`${value}`)
  if (flags === undefined) throw new Error(`${value} are no flags`)
  return { ...choice, flags }
}

/** Where obeying the notes leads; null when to a segment that leaves, or to waiting where nothing is due. */
function follow(end: End, first: ChosenSegment): string | null {
  let choice = first
  const path: string[] = []
  for (let step = 0; step < 8; step++) {
    const { legal, violations } = judge(end.tcb, fill(end, choice))
    const [note] = violations
    if (legal || note === undefined) return null
    path.push(`${formatFlags(choice.flags)} ${choice.seq} ${choice.ack} ${choice.length}: ${note.rule}/${note.field}`)
    if (note.allowed.length === 0) return step > 0 || dueNow(end).length > 0 ? `wait: ${path.join(' → ')}` : null
    choice = obey(choice, note)
  }
  return `no end: ${path.join(' → ')}`
}

/** One in so many slips is followed; no list of slips has a multiple of it. */
const STRIDE = 7

test('whoever obeys the notes arrives, at every moment of every scenario, with what the application wants', () => {
  const troubles: string[] = []
  let wrong = 0
  let at = 0
  for (const of of SCENARIOS) {
    const table = new Table({ ...of, level: 'coached' }).seat()
    const look = () => {
      for (const role of ROLES) {
        const end = table.session.ends[role]
        for (const slip of spoilings(end, dueNow(end)[0]?.segment ?? null)) {
          if (at++ % STRIDE !== 0 || judge(end.tcb, slip).legal) continue
          wrong++
          const trouble = follow(end, choiceOf(slip))
          if (trouble !== null) troubles.push(`${of.id} ${role} ${end.tcb.state} ${trouble}`)
        }
      }
    }
    for (let busy = true; busy && !table.session.ended; ) {
      look()
      busy = ROLES.map((role) => table.sendDue(role)).includes(true)
      if (table.wait()) busy = true
    }
  }
  expect(wrong).toBeGreaterThan(2_000)
  expect(troubles.slice(0, 10)).toEqual([])
})

test('an application’s new window is due, and what is offered already is not', () => {
  const table = new Table(scenario('free-play')).seat()
  const call = (role: 'client' | 'server', type: 'open-active' | 'open-passive') =>
    table.move(role, { type: 'call-application', call: { type } })
  call('server', 'open-passive')
  call('client', 'open-active')
  table.play()
  const offer = (bytes: number) => {
    table.move('client', { type: 'call-application', call: { type: 'offer-window', bytes } })
    return table.session.ends.client
  }
  const { tcb } = table.session.ends.client
  if (!('rcv' in tcb) || !('snd' in tcb)) throw new Error(tcb.state)
  expect(dueNow(offer(tcb.rcv.wnd))).toEqual([])
  for (const bytes of [0, 100]) {
    const end = offer(bytes)
    expect(dueNow(end).map(({ reason }) => reason)).toEqual(['update-window'])
    expect(follow(end, chosen('A', tcb.snd.nxt - 1, tcb.rcv.nxt + 3))).toBeNull()
    const [first] = judge(end.tcb, fill(end, chosen('FA', tcb.snd.nxt, tcb.rcv.nxt))).violations
    expect(first).toMatchObject({ rule: 'application-did-not-close', allowed: [{ value: formatFlags(ACK) }] })
  }
})
