import { expect, test } from 'vitest'
import { dueNow } from './end.ts'
import { ROLES, type Role } from './role.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { see } from './see.ts'
import { chosen, scenario, Table } from './testing/table.ts'
import { turn } from './turn.ts'
import { evolveView, type View } from './view.ts'

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
/** `yours: arrival SYN`, `waiting: peer`, … */
function line(table: Table, role: Role): string {
  const now = turnOf(table, role)
  switch (now.kind) {
    case 'yours':
      return `yours: ${now.because}`
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

test('it is never said that one waits while this TCP owes a segment, in any scenario', () => {
  let owing = 0
  for (const of of SCENARIOS) {
    const table = new Table(of).seat()
    const look = () => {
      for (const role of ROLES) {
        if (table.session.ended) return
        const due = dueNow(table.session.ends[role]).length + table.session.ends[role].tcb.owed.length
        const { kind } = turnOf(table, role)
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
    }
  }
  expect(owing).toBeGreaterThan(200)
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
