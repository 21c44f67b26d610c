import { checkOf } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { debrief } from './debrief.ts'
import { chosen, scenario, Table } from './testing/table.ts'

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
  table.move('network', { type: 'interfere', sent: table.session.wire[0]?.sent ?? 0, do: 'drop' })
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
