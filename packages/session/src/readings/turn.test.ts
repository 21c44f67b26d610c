import { expect, test } from 'vitest'
import { dueNow } from '../eyes/due-now.ts'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import { ROLES, type Role } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { turn } from './turn.ts'

/** What one seat knows of a table: folded from what it may see. */
function viewOf({ log }: Table, role: Role): View {
  let view: View | null = null
  for (const event of log) {
    const seen = see(event, role)
    if (seen) view = evolveView(view, seen, role)
  }
  if (!view) throw new Error('nothing was seen')
  return view
}

const turnOf = (table: Table, role: Role) => turn(viewOf(table, role), table.now)
/** `yours: arrival`, `yours: persist`, `waiting: peer`, … */
function line(table: Table, role: Role): string {
  const now = turnOf(table, role)
  switch (now.kind) {
    case 'yours':
      return `yours: ${now.because === 'timer' ? now.timer : now.because}`
    case 'waiting':
      return `waiting: ${now.for}`
    default:
      return now.kind
  }
}

const both = (table: Table) => [line(table, 'client'), line(table, 'server')]
const C = 100
const S = 300

test('names whose turn it is in every state of a session that opens, sends and closes', () => {
  const of = scenario('data-in-between')
  const table = new Table({
    ...of,
    ends: { client: { ...of.ends.client, iss: C }, server: { ...of.ends.server, iss: S } },
  })
  table.sit('client')
  expect(line(table, 'client')).toBe('waiting: seat')
  table.sit('server')
  table.wait()
  expect(both(table)).toEqual(['yours: application', 'waiting: peer'])
  table.send('client', chosen('S', C))
  expect(both(table)).toEqual(['on-its-way', 'waiting: peer'])
  table.wait()
  // SYN-RECEIVED, and the answer has not left
  expect(both(table)).toEqual(['waiting: peer', 'yours: arrival'])
  expect(turnOf(table, 'server')).toMatchObject({ segment: { seq: C } })
  table.send('server', chosen('SA', S, C + 1))
  expect(both(table)).toEqual(['waiting: peer', 'on-its-way'])
  table.wait()
  expect(both(table)).toEqual(['yours: arrival', 'waiting: peer'])
  table.send('client', chosen('A', C + 1, S + 1))
  expect(line(table, 'client')).toBe('yours: application')
  table.sendDue('client')
  expect(line(table, 'client')).toBe('on-its-way')
  table.wait()
  while (table.session.ends.server.tcb.owed.length === 0) table.wait()
  expect(both(table)).toEqual(['waiting: peer', 'yours: arrival'])
  const seen = new Set<string>()
  for (let moved = true; moved && !table.session.ended; ) {
    moved = false
    for (const role of ROLES) while (table.sendDue(role)) moved = true
    for (const role of ROLES) seen.add(`${table.session.ends[role].tcb.state} ${line(table, role)}`)
    if (table.wait()) moved = true
  }
  expect(both(table)).toEqual(['ended', 'ended'])
  expect([...seen]).toContain('TIME-WAIT waiting: timer')
  expect([...seen]).toContain('FIN-WAIT-1 on-its-way')
})

/** What is said in which state, over all scenarios that two correct TCPs play. */
const SAID = `
CLOSE-WAIT on-its-way, CLOSE-WAIT waiting: application, CLOSE-WAIT waiting: peer, CLOSE-WAIT yours: application,
CLOSE-WAIT yours: arrival, CLOSED on-its-way, CLOSED waiting: application, CLOSED waiting: peer,
CLOSED yours: application, CLOSED yours: arrival, CLOSED yours: choice, CLOSING on-its-way, CLOSING yours: arrival,
ESTABLISHED on-its-way, ESTABLISHED waiting: peer, ESTABLISHED waiting: peer-or-application,
ESTABLISHED yours: application, ESTABLISHED yours: arrival, ESTABLISHED yours: keep-alive, ESTABLISHED yours: persist,
ESTABLISHED yours: retransmission, FIN-WAIT-1 on-its-way, FIN-WAIT-1 waiting: peer,
FIN-WAIT-1 yours: retransmission, FIN-WAIT-2 on-its-way, FIN-WAIT-2 waiting: peer, FIN-WAIT-2 yours: application, FIN-WAIT-2 yours: arrival,
LAST-ACK on-its-way, LAST-ACK waiting: peer, LAST-ACK yours: retransmission, LISTEN on-its-way,
LISTEN waiting: peer, LISTEN yours: arrival, SYN-RECEIVED on-its-way, SYN-RECEIVED waiting: peer,
SYN-RECEIVED yours: arrival, SYN-RECEIVED yours: retransmission, SYN-SENT on-its-way, SYN-SENT waiting: peer,
SYN-SENT yours: arrival, SYN-SENT yours: retransmission, TIME-WAIT on-its-way, TIME-WAIT waiting: timer,
TIME-WAIT yours: arrival`

test('it is never said that one waits while this TCP owes a segment, in any scenario', () => {
  let owing = 0
  const said = new Set<string>()
  for (const of of SCENARIOS) {
    const table = new Table(of).seat()
    const look = () => {
      for (const role of ROLES) {
        if (table.session.ended) return
        const due = dueNow(table.session.ends[role]).length + table.session.ends[role].tcb.owed.length
        const { tcb } = table.session.ends[role]
        const { kind, ...rest } = turnOf(table, role)
        if (of.level === 'coached') said.add(`${tcb.state} ${line(table, role)}`)
        // what the application has asked for already is not waited for
        if (kind === 'waiting' && tcb.calls.text !== '') expect(rest).toEqual({ for: 'peer' })
        if (due > 0) owing++
        if (due > 0) expect(`${of.id} ${role} ${kind}`).toBe(`${of.id} ${role} yours`)
      }
    }
    for (let busy = true; busy && !table.session.ended; ) {
      busy = false
      look()
      for (const role of ROLES)
        while (table.session.level === 'coached' && table.sendDue(role)) {
          busy = true
          look()
        }
      if (table.wait()) busy = true
      look()
    }
  }
  expect(owing).toBeGreaterThan(200)
  expect([...said].sort().join(', ')).toBe(SAID.trim().replaceAll('\n', ' '))
})

test('a lost segment is on its way for as long as one that arrives: its fate cannot be told from the line', () => {
  const lines = ['lost-syn', 'three-way-handshake'].map((id) => {
    const table = new Table(scenario(id)).seat()
    table.wait()
    table.sendDue('client')
    const { latency } = table.session.scenario.link
    return [0, latency - 1, latency, latency * 3].map((after) => turn(viewOf(table, 'client'), table.now + after).kind)
  })
  expect(lines[0]).toEqual(lines[1])
  expect(lines[0]).toEqual(['on-its-way', 'on-its-way', 'waiting', 'waiting'])
})

test('in an exam an arrival is to be checked first, and then calls for what it calls for', () => {
  const table = new Table({ ...scenario('three-way-handshake'), level: 'exam' }).seat()
  table.wait()
  table.sendDue('client')
  table.wait()
  expect(line(table, 'server')).toBe('yours: check')
})

test('an expired retransmission timer is named; until then one waits for the peer', () => {
  const table = new Table(scenario('lost-syn')).seat()
  table.wait()
  table.sendDue('client')
  table.wait()
  expect(turnOf(table, 'client')).toEqual({ kind: 'yours', because: 'timer', timer: 'retransmission' })
})

test('in free play the choice is the student’s own where nothing is due', () => {
  const table = new Table(scenario('free-play')).seat()
  expect(line(table, 'client')).toBe('yours: choice')
})

/** Free play: the pair is connected, and nothing is on its way. */
function connected(of = scenario('free-play')): Table {
  const table = new Table(of).seat()
  table.move('server', { type: 'call-application', call: { type: 'open-passive' } })
  table.move('client', { type: 'call-application', call: { type: 'open-active' } })
  return table.play()
}

test('in free play the choice is one’s own in CLOSE-WAIT and ESTABLISHED too, and nowhere where one must wait', () => {
  const table = connected()
  expect(both(table)).toEqual(['yours: choice', 'yours: choice'])
  table.move('client', { type: 'call-application', call: { type: 'close' } })
  table.play()
  expect([table.session.ends.client.tcb.state, table.session.ends.server.tcb.state]).toEqual([
    'FIN-WAIT-2',
    'CLOSE-WAIT',
  ])
  expect(both(table)).toEqual(['waiting: peer', 'yours: choice'])
})

test('a segment that the own hand delays is on its way for longer; one that it drops is not; a peer’s hand changes nothing', () => {
  const of = scenario('free-play')
  const flights = (how: 'delay' | 'drop' | null, pace = 1) => {
    const table = connected()
    table.move('client', { type: 'call-application', call: { type: 'send', bytes: 5 } })
    table.sendDue('client')
    const sent = table.session.version
    if (how) table.move('client', { type: 'interfere', sent, do: how })
    const view = { ...viewOf(table, 'client'), pace }
    const { latency } = of.link
    return [latency - 1, latency, 2 * latency, 3 * latency - 1, 3 * latency].map(
      (after) => turn(view, table.now + after).kind === 'on-its-way',
    )
  }
  expect(flights(null)).toEqual([true, false, false, false, false])
  expect(flights('delay')).toEqual([true, true, true, true, false])
  expect(flights('drop')).toEqual([false, false, false, false, false])
  expect(flights(null, 2)).toEqual([true, true, false, false, false])
})

test('what calls for text once more is named, and not the application: the third duplicate ACK (RFC 5681 §3.2)', () => {
  const table = connected()
  table.move('client', { type: 'call-application', call: { type: 'send', bytes: 4 } })
  const { nxt } = (table.session.ends.client.tcb as { snd: { nxt: number } }).snd
  const peer = (table.session.ends.server.tcb as { snd: { nxt: number } }).snd.nxt
  for (let n = 0; n < 4; n++, table.now += 10) {
    // each arrives, and is acknowledged, by itself
    table.send('client', chosen('A', nxt + n, peer, 1))
    if (n === 0) table.move('client', { type: 'interfere', sent: table.session.version, do: 'drop' })
  }
  const seen = new Set<string>()
  for (let steps = 0; steps < 40 && table.session.ends.client.tcb.state === 'ESTABLISHED'; steps++) {
    while (table.sendDue('server'));
    const now = turnOf(table, 'client')
    if (now.kind === 'yours') seen.add(now.because)
    if (now.kind === 'yours' && now.because === 'arrival') expect(now.segment).toMatchObject({ ack: nxt })
    if (!table.wait()) break
  }
  expect([...seen]).toEqual(['arrival'])
})

test('of two arrivals that both call for a segment the newest is named', () => {
  const table = connected()
  table.move('client', { type: 'call-application', call: { type: 'send', bytes: 2 } })
  const { nxt } = (table.session.ends.client.tcb as { snd: { nxt: number } }).snd
  const peer = (table.session.ends.server.tcb as { snd: { nxt: number } }).snd.nxt
  for (const n of [0, 1]) table.send('client', chosen('A', nxt + n, peer, 1))
  while (table.session.ends.server.tcb.owed.length < 2 && table.wait());
  expect(turnOf(table, 'server')).toMatchObject({ because: 'arrival', segment: { seq: nxt + 1 } })
})
