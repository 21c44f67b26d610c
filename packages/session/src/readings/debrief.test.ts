import { checkOf } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { see } from '../eyes/eyes.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { debrief } from './debrief.ts'
import { ladderOfLog } from './ladder.ts'
import { progress } from './progress.ts'

const C = 2778494692
const S = 1868134291

test('each end has its own beliefs, and they differ in time', () => {
  const { beliefs } = debrief(new Table(scenario('kernel-close-client-first')).seat().play().log)
  expect(beliefs.client.map(({ state }) => state)).toEqual([
    'CLOSED',
    'SYN-SENT',
    'ESTABLISHED',
    'FIN-WAIT-1',
    'FIN-WAIT-2',
    'TIME-WAIT',
    'CLOSED',
  ])
  const established = (role: 'client' | 'server') => beliefs[role].find(({ state }) => state === 'ESTABLISHED')?.at
  expect(established('client')).toBe(3000)
  expect(established('server')).toBe(4500)
})

test('a segment that the link lost, and when it was sent again', () => {
  const { mishaps } = debrief(new Table(scenario('lost-syn-ack')).seat().play().log)
  expect(mishaps).toMatchObject([{ from: 'server', what: 'drop', by: 'link' }])
  expect(mishaps[0]?.again).toBeGreaterThan(mishaps[0]?.at ?? 0)
})

test('what somebody did by hand names who did it', () => {
  const table = new Table(scenario('kernel-close-client-first'), 1, { network: true }).seat()
  table.send('client', chosen('S', C))
  table.move('network', { type: 'interfere', sent: table.session.inFlight[0]?.sent ?? 0, do: 'drop' })
  table.wait()
  table.play()
  const { mishaps } = debrief(table.log)
  expect(mishaps).toMatchObject([{ from: 'client', what: 'drop', by: 'network' }])
  expect(mishaps[0]?.again).not.toBeNull()
})

test('wrong segments and wrong checks, with all that their student was not told', () => {
  const table = new Table({ ...scenario('kernel-close-client-first'), level: 'exam' }).seat()
  table.send('client', chosen('SA', C))
  table.send('client', chosen('S', C))
  table.wait()
  const [arrived] = table.session.ends.server.inbox
  if (!arrived) throw new Error('nothing arrived')
  const right = checkOf(table.session.ends.server.tcb, arrived)
  table.move('server', { type: 'check-arrival', check: { ...right, next: C } })
  table.move('server', { type: 'check-arrival', check: right })
  const { progress, slips } = debrief(table.log)
  expect(slips).toMatchObject([
    { kind: 'segment', role: 'client', left: false, violations: [{ rule: 'syn-must-not-carry-ack-on-active-open' }] },
    { kind: 'check', role: 'server', segment: { seq: C }, violations: [{ rule: 'check-next-expected-wrong' }] },
  ])
  expect(progress.server).toMatchObject({ wrong: 1, firstTry: 0 })
})

test('at the wire level a wrong segment is a slip that left', () => {
  const table = new Table({ ...scenario('kernel-close-client-first'), level: 'wire' }).seat()
  table.send('client', chosen('SA', C, S))
  expect(debrief(table.log).slips).toMatchObject([{ kind: 'segment', left: true }])
})

test('somebody who takes the network seat in the middle moves no time', () => {
  const table = new Table(scenario('kernel-close-client-first'), 1, { network: true }).seat()
  table.now = 4_000
  table.send('client', chosen('S', C))
  table.wait()
  table.sit('network')
  table.play()
  expect(debrief(table.log).from).toBe(0)
  expect(ladderOfLog(table.log).from).toBe(0)
})

test('lost text that is sent again together with what followed it was sent again', () => {
  const base = scenario('lost-data')
  const [fault] = base.link.faults
  if (!fault) throw new Error('lost-data loses nothing')
  // the second text is lost as well: the first retransmission carries both
  const faults = [fault, { ...fault, nth: fault.nth + 1 }]
  const { mishaps } = debrief(new Table({ ...base, link: { ...base.link, faults } }).seat().play().log)
  expect(mishaps).toHaveLength(2)
  expect(mishaps[0]?.segment.seq).not.toBe(mishaps[1]?.segment.seq)
  for (const { again, at } of mishaps) expect(again).toBeGreaterThan(at)
})

test('nothing is made up about a session in which nobody did anything', () => {
  const table = new Table(scenario('three-way-handshake')).seat()
  table.now = 9_000
  table.move('server', { type: 'leave' })
  const { beliefs, from, mishaps, progress, slips, until } = debrief(table.log)
  expect(beliefs.client.map(({ state }) => state)).toEqual(['CLOSED'])
  expect([slips, mishaps]).toEqual([[], []])
  for (const role of ['client', 'server'] as const)
    expect(progress[role]).toMatchObject({ sent: 0, wrong: 0, hints: 0, firstTry: null, received: 0 })
  expect(until).toBeGreaterThanOrEqual(from)
})

test('an abort in the middle: the aborted end believes until the RST arrives', () => {
  const { beliefs } = debrief(new Table(scenario('abort')).seat().play().log)
  const closed = (role: 'client' | 'server') => beliefs[role].findLast(({ state }) => state === 'CLOSED')?.at ?? 0
  expect(closed('client') - closed('server')).toBe(1_500)
})

test('a seat counts what it was told was wrong, though not why', () => {
  const exam = new Table({ ...scenario('kernel-close-client-first'), level: 'exam' }).seat()
  exam.send('client', chosen('S', C))
  exam.wait()
  const [arrived] = exam.session.ends.server.inbox
  if (!arrived) throw new Error('nothing arrived')
  const right = checkOf(exam.session.ends.server.tcb, arrived)
  exam.move('server', { type: 'check-arrival', check: { ...right, next: C } })
  exam.move('server', { type: 'check-arrival', check: right })
  exam.sendDue('server')
  const seen = (table: Table, role: 'client' | 'server') => table.log.flatMap((event) => see(event, role) ?? [])
  expect(progress(seen(exam, 'server'), 'server')).toMatchObject({
    sent: 1,
    wrong: 1,
    firstTry: 0.5,
    sentAtFirstTry: 1,
  })
  const wire = new Table({ ...scenario('kernel-close-client-first'), level: 'wire' }).seat()
  wire.send('client', chosen('SA', C))
  wire.send('client', chosen('S', C))
  expect(progress(seen(wire, 'client'), 'client')).toMatchObject({ sent: 2, wrong: 1, sentAtFirstTry: 1 })
})

test('an initial number that leans on the peer’s is allowed, and the debrief names it', () => {
  const table = new Table(scenario('free-play')).seat()
  table.move('server', { type: 'call-application', call: { type: 'open-passive' } })
  table.move('client', { type: 'call-application', call: { type: 'open-active' } })
  table.send('client', chosen('S', 300_000))
  table.wait()
  expect(table.send('server', chosen('SA', 300_001, 300_001)).kind).toBe('accepted')
  expect(debrief(table.log).remarks).toMatchObject([{ role: 'server', rule: 'own-isn-copied-from-peer' }])
})
