import { checkOf } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import { LEVELS, type Level } from '../facts/level.ts'
import { ROLES, type Role } from '../facts/role.ts'
import { ladderOfLog } from '../readings/ladder.ts'
import { progressOfLog } from '../readings/progress.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { evolve } from './evolve.ts'
import { play } from './index.ts'

const C = 2778494692
const S = 1868134291
const at = (level: Level) => new Table({ ...scenario('kernel-close-client-first'), level }).seat()

/** Checks the oldest arrival as a correct TCP would. */
function check(table: Table, role: Role, spoilt: object = {}) {
  const { inbox, tcb } = table.session.ends[role]
  const [segment] = inbox
  if (!segment) throw new Error(`${role} has nothing to check`)
  return table.move(role, { type: 'check-arrival', check: { ...checkOf(tcb, segment), ...spoilt } })
}

test('exam: a wrong segment does not leave, and its student learns only that it is wrong', () => {
  const table = at('exam')
  expect(table.send('client', chosen('SA', C))).toMatchObject({ kind: 'violation', violations: [] })
  const event = table.log.at(-1)
  expect(event).toMatchObject({ type: 'segment-withheld', told: 'whether' })
  expect(event?.type === 'segment-withheld' && event.violations[0]?.rule).toBe('syn-must-not-carry-ack-on-active-open')
  expect(event && see(event, 'client')).toMatchObject({ violations: [] })
})

test('exam: an arrival changes nothing until its student has said what it does', () => {
  const table = at('exam')
  table.send('client', chosen('S', C))
  table.wait()
  expect(table.session.ends.server.tcb.state).toBe('LISTEN')
  expect(table.send('server', chosen('SA', S, C + 1))).toEqual({ kind: 'refusal', refusal: 'check-first' })
  expect(check(table, 'server', { next: C })).toMatchObject({ kind: 'violation', violations: [] })
  expect(table.session.ends.server.tcb.state).toBe('LISTEN')
  expect(check(table, 'server').kind).toBe('accepted')
  expect(table.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  expect(check.bind(null, table, 'server')).toThrow('nothing to check')
  expect(table.send('server', chosen('SA', S, C + 1)).kind).toBe('accepted')
})

test('an exam may limit wrong tries: then neither segments nor checks are taken, and its student sees how many are left', () => {
  const exam = { ...scenario('kernel-close-client-first'), level: 'exam' } as const
  const table = new Table(exam, 1, { tries: 2 }).seat()
  const left = (role: Role) => {
    let view: View | null = null
    for (const event of table.log) {
      const seen = see(event, role)
      if (seen) view = evolveView(view, seen, role)
    }
    return view?.triesLeft
  }
  expect(table.send('client', chosen('SA', C)).kind).toBe('violation')
  expect([left('client'), left('server')]).toEqual([1, 2])
  expect(table.send('client', chosen('S', C)).kind).toBe('accepted')
  table.wait()
  for (let n = 0; n < 2; n++) expect(check(table, 'server', { next: C }).kind).toBe('violation')
  expect(left('server')).toBe(0)
  expect(check(table, 'server')).toEqual({ kind: 'refusal', refusal: 'no-tries-left' })
  expect(left('client')).toBe(1)
  expect(table.move('server', { type: 'leave' }).kind).toBe('accepted')
})

test('tries have no limit without the option, in a log that knows nothing of it, and at the other levels', () => {
  for (const level of LEVELS) {
    const table = new Table(
      { ...scenario('kernel-close-client-first'), level },
      1,
      level === 'exam' ? {} : { tries: 1 },
    ).seat()
    expect(table.log[0]).not.toHaveProperty('tries')
    for (let n = 0; n < 30; n++) expect(table.send('client', chosen('SA', C)).kind).not.toBe('refusal')
  }
})

test('whoever takes a seat over has all tries, and a correct TCP in it needs none', () => {
  const exam = { ...scenario('kernel-close-client-first'), level: 'exam' } as const
  const table = new Table(exam, 1, { tries: 1 }).seat()
  table.send('client', chosen('SA', C))
  expect(table.send('client', chosen('S', C))).toEqual({ kind: 'refusal', refusal: 'no-tries-left' })
  const handed = (to: 'newcomer' | 'partner') => {
    const { at, version } = table.session
    return evolve(table.session, { type: 'seat-handed-over', role: 'client', to, name: 'x', version: version + 1, at })
  }
  for (const to of ['newcomer', 'partner'] as const) {
    const session = handed(to)
    const move = { role: 'client', id: 'move-9999', version: session.version, now: session.at } as const
    expect(play(session, { type: 'send-segment', segment: chosen('S', C) }, move).kind).toBe('accepted')
  }
})

test('exam and wire: what arrives is seen without what it does', () => {
  for (const level of ['exam', 'wire'] as const) {
    const table = at(level)
    table.send('client', chosen('S', C))
    table.wait()
    const arrived = table.log.at(-1)
    expect(arrived && see(arrived, 'server')).toMatchObject({ type: 'segment-arrived', outcome: null, step: null })
  }
})

test('coached has nothing to check, exam and wire have no hints', () => {
  const table = at('coached')
  const nothing = { outcome: 'accepted', state: 'CLOSED', next: null } as const
  expect(table.move('client', { type: 'check-arrival', check: nothing })).toEqual({
    kind: 'refusal',
    refusal: 'nothing-to-check',
  })
  for (const level of ['exam', 'wire'] as const)
    expect(at(level).move('client', { type: 'take-hint' })).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
})

test('wire: a wrong segment leaves, its sender’s TCB stays as it was, and the other end meets it', () => {
  const table = at('wire')
  table.send('client', chosen('S', C))
  table.wait()
  check(table, 'server')
  table.send('server', chosen('SA', S, S + 1))
  expect(table.session.ends.server.tcb).toMatchObject({ state: 'SYN-RECEIVED', iss: null })
  const sent = table.log.at(-1)
  expect(sent?.type === 'segment-sent' && sent.violations[0]?.rule).toBe('synack-ack-is-own-isn')
  expect(JSON.stringify(sent && see(sent, 'server'))).not.toContain('synack')
  table.wait()
  check(table, 'client')
  expect(table.session.ends.client.tcb.owed.map(({ reason }) => reason)).toEqual(['reset-unacceptable-ack'])
  table.sendDue('client')
  table.wait()
  check(table, 'server')
  expect(ladderOfLog(table.log).lines.filter(({ violations }) => violations.length > 0)).toHaveLength(1)
  expect(progressOfLog(table.log, 'server').mistakes).toMatchObject([{ rule: 'synack-ack-is-own-isn', times: 1 }])
})

test('wire: a wrong check is not contradicted, and the end goes on as a TCP would', () => {
  const table = at('wire')
  table.send('client', chosen('S', C))
  table.wait()
  expect(check(table, 'server', { state: 'ESTABLISHED' }).kind).toBe('accepted')
  expect(table.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  const checked = table.log.at(-1)
  expect(checked && see(checked, 'server')).toMatchObject({ right: null, violations: [] })
  expect(progressOfLog(table.log, 'server').mistakes).toMatchObject([{ rule: 'check-state-wrong' }])
})

test.each(['exam', 'wire'] as const)('%s: right to the end, the whole connection is played', (level) => {
  const table = at(level)
  for (let step = 0; step < 60 && !table.session.ended; step++) {
    for (const role of ROLES) {
      while (table.session.ends[role].inbox.length > 0) check(table, role)
      while (table.sendDue(role));
    }
    table.wait()
  }
  expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
  for (const role of ROLES) expect(progressOfLog(table.log, role)).toMatchObject({ wrong: 0, firstTry: 1 })
})
