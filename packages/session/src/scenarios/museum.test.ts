import { ACK, add, isSynchronized, RST, type Segment, SYN, type SynchronizedTcb } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { see } from '../eyes/eyes.ts'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, type Role } from '../facts/role.ts'
import { debrief } from '../readings/debrief.ts'
import { ladderOfLog } from '../readings/ladder.ts'
import { moments } from '../readings/moments.ts'
import { SoloSession } from '../solo/solo-session.ts'
import { verify } from '../solo/verify.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { SCENARIOS } from './index.ts'

const EXHIBITS = SCENARIOS.filter(({ topic }) => topic === 'museum')

const sentBy = (log: readonly SessionEvent[], role: Role): readonly Segment[] =>
  log.flatMap((event) => (event.type === 'segment-sent' && event.role === role ? [event.segment] : []))
const arrivedAt = (log: readonly SessionEvent[], role: Role) =>
  log.flatMap((event) => (event.type === 'segment-arrived' && event.role === role ? [event] : []))
const isRst = ({ flags }: Segment) => (flags & RST) !== 0
/** All that TCP told the application of an end. */
const signals = ({ log }: Table, role: Role) =>
  [...moments(log)].flatMap(({ session }) => session.ends[role].signals.map(({ type }) => type))

/** A table at which both do what is due, and time passes, until something holds. */
function until(id: string, holds: (table: Table) => boolean): Table {
  const table = new Table(scenario(id)).seat()
  for (let busy = true; busy && !holds(table); ) {
    busy = false
    for (const role of ROLES) while (!holds(table) && table.sendDue(role)) busy = true
    if (!holds(table) && table.wait()) busy = true
  }
  if (!holds(table)) throw new Error(`${id} never came to that`)
  return table
}
const tcb = ({ session }: Table, role: Role) => session.ends[role].tcb
const whole = (table: Table, role: Role): SynchronizedTcb => {
  const end = tcb(table, role)
  if (!isSynchronized(end)) throw new Error(`the ${role} is in ${end.state}`)
  return end
}
/** Whether an end is synchronized, and something holds of it. */
const stands = (role: Role, holds: (end: SynchronizedTcb) => boolean) => (table: Table) => {
  const end = tcb(table, role)
  return isSynchronized(end) && holds(end)
}
const owes = (role: Role, reason: string) => (table: Table) =>
  tcb(table, role).owed.some((one) => one.reason === reason)
const took = (role: Role, step: string, nth: number) => (table: Table) =>
  arrivedAt(table.log, role).filter((event) => event.step === step).length === nth
/** The first rule that a move breaks; what became of it when it breaks none. */
const told = (answer: ReturnType<Table['send']>) =>
  answer.kind === 'violation' ? answer.violations[0]?.rule : answer.kind

test.each(EXHIBITS.flatMap(({ id }) => ROLES.map((role) => [id, role] as const)))(
  '%s: alone as the %s it is played to its goal at every level, and a server believes the log',
  (id, role) => {
    expect(EXHIBITS).toHaveLength(10)
    for (const level of ['coached', 'exam', 'wire'] as const) {
      const names = { client: 'Lin', server: 'Mei' }
      const settings = { role, character: 'prompt', level, pace: 0.5, seed: 7, createdAt: 0, names } as const
      const { log, session } = new SoloStudent(SoloSession.start({ scenario: scenario(id), ...settings })).play().solo
      expect(session.ended).toMatchObject({ reason: 'goal-reached' })
      expect(verify(JSON.parse(JSON.stringify(log)))).toMatchObject({ ok: true })
    }
  },
)

test('a SYN,ACK that acknowledges too much draws <SEQ=SEG.ACK><CTL=RST>, and only that is right', () => {
  const table = until('synack-acks-too-much', owes('client', 'reset-unacceptable-ack'))
  const [syn] = sentBy(table.log, 'client')
  const iss = syn?.seq ?? 0
  const [answer] = arrivedAt(table.log, 'client')
  expect(answer?.segment).toMatchObject({ flags: SYN | ACK, ack: add(iss, 2) })
  // as a student believes: it is the second segment, so the third follows
  expect(told(table.send('client', chosen('A', iss + 1, answer?.segment.seq ?? 0)))).toBe(
    'wrong-handshake-ack-needs-rst-not-ack',
  )
  expect(told(table.send('client', chosen('R', iss + 1)))).toBe('rst-reply-numbers')
  expect(told(table.send('client', chosen('R', iss + 2)))).toBe('accepted')
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
  // the server's own TCP was right all the time, and its student sees what it chose
  const own = sentBy(table.log, 'server').filter(({ flags }) => flags === (SYN | ACK))
  expect(own.map(({ ack }) => ack)).toEqual([iss + 1, iss + 1, iss + 1])
  const altered = table.log.filter((event) => 'altered' in event)
  expect(altered).toHaveLength(1)
  for (const role of ROLES) expect(JSON.stringify(altered.map((event) => see(event, role)))).not.toContain('altered')
  // who has the network sees what goes on, and not what the stack made it from
  const [onTheWire] = altered.map((event) => see(event, 'network'))
  expect(onTheWire).toMatchObject({ segment: { ack: iss + 2 } })
  const [line] = ladderOfLog(table.log).lines.filter((one) => one.altered)
  expect(line).toMatchObject({ segment: { ack: iss + 2 }, fate: 'arrived', outcome: 'reset' })
})

test('a RST, of whoever, is not answered: neither by whom it refuses nor by whom a faulty stack sends it', () => {
  const table = until('rst-answered-with-rst', took('server', 'closed', 2))
  const [, rst] = arrivedAt(table.log, 'server')
  expect(rst).toMatchObject({ segment: { flags: RST }, outcome: 'dropped' })
  expect(tcb(table, 'server').owed).toEqual([])
  const { seq } = rst?.segment ?? { seq: 0 }
  expect(told(table.send('server', chosen('RA', 0, seq)))).toBe('answers-a-rst')
  expect(told(table.send('client', chosen('R', seq)))).toBe('answers-a-rst')
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(table.log.filter((event) => event.type === 'old-duplicate-surfaced')).toMatchObject([
    { by: 'stack' },
    { by: 'stack' },
  ])
})

test('a middlebox forgets a connection on which nothing passed for so long, and its ends find out by R2 or never', () => {
  const table = new Table(scenario('connection-aged-out')).seat().play()
  const texts = table.log.flatMap((event) =>
    event.type === 'segment-sent' && event.segment.text !== '' ? [event.arrivals?.length] : [],
  )
  // the first passes, the second is sent three times
  expect(texts).toEqual([1, 0, 0, 0])
  expect(signals(table, 'client')).toContain('connection-timed-out')
  expect(tcb(table, 'server').state).toBe('ESTABLISHED')
  // with keep-alive more often than it forgets, nothing is lost
  const { ends, ...rest } = scenario('connection-aged-out')
  const [open, speak, again] = ends.client.wishes
  if (!open || !speak || !again) throw new Error('the client opens, speaks, and speaks again')
  const later = { ...again, when: { ...again.when, quiet: undefined, after: 30_000 } }
  const client = { ...ends.client, wishes: [open, speak, later] }
  const kept = { ...rest, ends: { ...ends, client }, timers: ['retransmission', 'keep-alive'] as const }
  const alive = new Table({ ...kept, timers: [...kept.timers], policy: { rto: 5_000, keepAlive: 10_000 } }).seat()
  while (alive.now < 60_000 && (alive.sendDue('client') || alive.sendDue('server') || alive.wait()));
  expect(whole(alive, 'server').received).toHaveLength(20)
  expect(alive.log.some((event) => 'arrivals' in event && event.arrivals?.length === 0)).toBe(false)
})

test('a middlebox takes no thinking for silence, and a SYN makes it a new entry', () => {
  const sent = ({ log }: Table) =>
    log.flatMap((event) => (event.type === 'segment-sent' ? [event.arrivals?.length] : []))
  const table = until('connection-aged-out', owes('server', 'acknowledge-text'))
  table.now += 60_000
  expect(table.sendDue('server')).toBe(true)
  expect(sent(table)).not.toContain(0)

  const { ends, ...rest } = scenario('connection-aged-out')
  const [open, speak] = ends.client.wishes
  if (!open || !speak) throw new Error('the client opens, and speaks')
  const abort = { call: { type: 'abort' }, when: { acknowledged: true, nothingOwed: true, quiet: 20_000 } } as const
  const client = { ...ends.client, wishes: [open, speak, abort, { ...open, when: { states: ['CLOSED' as const] } }] }
  const goal = { client: ['ESTABLISHED' as const], server: ['ESTABLISHED' as const] }
  const anew = new Table({ ...rest, ends: { ...ends, client }, goal }).seat().play()
  const [, second] = anew.log.flatMap((event) =>
    event.type === 'segment-sent' && event.segment.flags === SYN ? [event.version] : [],
  )
  const after = anew.log.filter((event) => event.type === 'segment-sent' && event.version >= (second ?? 0))
  // the RST before it was the last that did not pass
  expect(sent(anew)).toContain(0)
  expect(after.length).toBeGreaterThan(3)
  expect(after.every((event) => 'arrivals' in event && event.arrivals?.length === 1)).toBe(true)
})

test('a debrief says whose doing a segment was that no end’s TCP sent, or not so', () => {
  const mishaps = (id: string) => debrief(new Table(scenario(id)).seat().play().log).mishaps.map(({ what }) => what)
  expect(mishaps('synack-acks-too-much')).toEqual(['drop', 'alter'])
  expect(new Set(mishaps('rst-answered-with-rst'))).toEqual(new Set(['stack']))
  expect(mishaps('half-close-cut')).toContain('middlebox')
  expect(mishaps('time-wait-assassination')).toContain('old-duplicate')
})

test('when the window shrinks nothing new is sent, and what was sent is sent again beyond its edge', () => {
  const table = until(
    'shrinking-window',
    stands('client', (end) => end.snd.wnd === 5),
  )
  const { snd } = whole(table, 'client')
  // the usable window is negative
  expect(add(snd.una, snd.wnd) - snd.nxt).toBe(-15)
  expect(told(table.send('client', chosen('A', snd.nxt, 346, 10)))).toBe('data-exceeds-window')
  while (
    table.session.deadlines.length > 0 &&
    !tcb(table, 'client').owed.length &&
    !whole(table, 'client').retransmission.due
  )
    table.wait()
  expect(told(table.send('client', chosen('A', snd.una, 346, 20)))).toBe('accepted')
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(whole(table, 'server').received).toHaveLength(50)
})

test('a proxy that forgets half-closed connections answers the late answer with a RST that nobody can tell from the peer’s', () => {
  const table = until('half-close-cut', ({ log }) => arrivedAt(log, 'server').some(({ segment }) => isRst(segment)))
  const [reset] = arrivedAt(table.log, 'server').filter(({ segment }) => isRst(segment))
  // exactly the number that the server expects, though the client sent no RST
  expect(reset).toMatchObject({ outcome: 'accepted', step: 'second-rst' })
  expect(sentBy(table.log, 'client').filter(isRst)).toEqual([])
  expect(signals(table, 'server')).toContain('connection-reset')
  expect(tcb(table, 'client').state).toBe('FIN-WAIT-2')
  expect(table.log.find((event) => event.type === 'old-duplicate-surfaced')).toMatchObject({ by: 'middlebox' })
  expect(ladderOfLog(table.log).lines.find(({ by }) => by === 'middlebox')).toMatchObject({ fate: 'arrived' })
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
  // one that answers at once passes: only who is silent for so long is forgotten
  const { ends, ...rest } = scenario('half-close-cut')
  const [wish] = ends.server.wishes
  if (!wish) throw new Error('the server wishes to answer')
  const quick = { ...wish, when: { ...wish.when, quiet: 1_000 } }
  const prompt = new Table({ ...rest, ends: { ...ends, server: { ...ends.server, wishes: [quick] } } }).seat()
  while (prompt.now < 12_000 && (prompt.sendDue('client') || prompt.sendDue('server') || prompt.wait()));
  expect(whole(prompt, 'client').received).toHaveLength(30)
})

test('who guesses the ISN speaks in another’s name; a number that nobody knows draws a RST', () => {
  const guessed = new Table(scenario('isn-from-a-clock')).seat().play()
  expect(whole(guessed, 'server')).toMatchObject({ state: 'ESTABLISHED', received: '.'.repeat(10) })
  // the client, in whose name it was, sent nothing but RSTs
  expect(sentBy(guessed.log, 'client').every(isRst)).toBe(true)

  const table = until('isn-from-a-clock', owes('server', 'acknowledge-syn'))
  expect(told(table.send('server', chosen('SA', 3_141_592, 7_001)))).toBe('accepted')
  while (!owes('server', 'reset-unacceptable-ack')(table)) if (!table.sendDue('client') && !table.wait()) break
  expect(told(table.send('server', chosen('R', 128_001)))).toBe('accepted')
  table.play()
  expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(whole(table, 'server')).toMatchObject({ state: 'SYN-RECEIVED', received: '' })
})

test('an old segment ends TIME-WAIT long before two MSL, by two right answers', () => {
  const table = new Table(scenario('time-wait-assassination')).seat().play()
  expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(table.log.some((event) => event.type === 'timer-expired')).toBe(false)
  const [rst] = sentBy(table.log, 'server').filter(isRst)
  const last = sentBy(table.log, 'client').at(-1)
  expect(rst).toMatchObject({ flags: RST, seq: last?.ack })
  const entered = ladderOfLog(table.log).ticks.filter((tick) => tick.kind === 'state' && tick.role === 'client')
  const [left, came] = entered.toReversed()
  expect(left).toMatchObject({ from: 'TIME-WAIT', to: 'CLOSED' })
  expect((left?.at ?? 0) - (came?.at ?? 0)).toBeLessThan(scenario('time-wait-assassination').msl)
})

test('a forged RST draws silence outside the window, a challenge ACK in it, and silence once the limit is reached', () => {
  const table = until('challenge-acks-counted', took('server', 'first-sequence', 1))
  expect(tcb(table, 'server').owed).toEqual([])
  const nxt = whole(table, 'server').snd.nxt
  expect(told(table.send('server', chosen('A', nxt, whole(table, 'server').rcv.nxt)))).toBe('answers-a-rst')
  for (const nth of [1, 2]) {
    while (!owes('server', 'challenge-ack')(table)) if (!table.sendDue('client') && !table.wait()) break
    expect(whole(table, 'server').challenged).toBe(nth)
    expect(table.sendDue('server')).toBe(true)
  }
  while (!took('server', 'second-rst', 3)(table)) if (!table.sendDue('client') && !table.wait()) break
  expect(tcb(table, 'server').owed).toEqual([])
  expect(table.sendDue('server')).toBe(false)
  // RFC 5961 §7 suggests the limit: one more is not called for, and not wrong
  expect(told(table.send('server', chosen('A', nxt, whole(table, 'server').rcv.nxt)))).toBe('accepted')
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
})

test('a sender waits until the window is worth a segment; whoever does not is told, and arrives all the same', () => {
  const patient = new Table(scenario('silly-window')).seat().play()
  expect(sentBy(patient.log, 'client').flatMap(({ text }) => text.length || [])).toEqual([40, 40])

  const table = until(
    'silly-window',
    stands('client', (end) => end.snd.wnd === 4),
  )
  const eager = () => {
    const { rcv, snd } = whole(table, 'client')
    return table.send('client', chosen('A', snd.nxt, rcv.nxt, 4))
  }
  expect(told(eager())).toBe('accepted')
  expect(table.log.findLast((event) => event.type === 'segment-sent')).toMatchObject({
    remarks: [{ rule: 'text-into-silly-window' }],
  })
  expect(table.play().session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(whole(table, 'server').received).toHaveLength(80)
  // without the policy the same segment is not spoken of
  const plain = { ...scenario('silly-window'), policy: { mss: 40 } }
  const pieces = sentBy(new Table(plain).seat().play().log, 'client').flatMap(({ text }) => text.length || [])
  expect(pieces.length).toBeGreaterThan(8)
})

test('every keep-alive probe is answered, so that idle ends say more than they would with text', () => {
  const { log } = new Table(scenario('keep-alive-storm')).seat().play()
  const timers = log.filter((event) => event.type === 'timer-expired' && event.timer === 'keep-alive').length
  expect(timers).toBeGreaterThan(2)
  const pure = ROLES.flatMap((role) => sentBy(log, role)).filter(({ flags, text }) => flags === ACK && text === '')
  expect(pure.length).toBeGreaterThan(2 * timers)
})

test('with the cable pulled one unanswered probe proves nothing; after several the connection is given up', () => {
  const table = until(
    'keep-alive-cable-pulled',
    stands('client', (end) => end.unanswered === 1),
  )
  expect(whole(table, 'client').state).toBe('ESTABLISHED')
  table.play()
  expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
  expect(signals(table, 'client')).toContain('connection-timed-out')
  const probes = sentBy(table.log, 'client').filter(({ seq }, at, all) => at > 2 && seq === add(all[2]?.seq ?? 0, 9))
  expect(probes).toHaveLength(2)
  // an answer begins the count anew
  const answered = new Table({
    ...scenario('keep-alive-cable-pulled'),
    link: { ...scenario('keep-alive-cable-pulled').link, cutWhenDone: false },
  }).seat()
  while (answered.now < 90_000 && (answered.sendDue('client') || answered.sendDue('server') || answered.wait()));
  expect(whole(answered, 'client').state).toBe('ESTABLISHED')
})
