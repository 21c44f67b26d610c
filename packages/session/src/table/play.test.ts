import { delivered, type SynchronizedTcb } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { evolveEnd } from '../eyes/end.ts'
import { type SeenEvent, see } from '../eyes/eyes.ts'
import type { Role } from '../facts/role.ts'
import { progressOfLog } from '../readings/progress.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { LONGEST_LOG, MOST_ASKED } from './play.ts'

const handshake = () => new Table(scenario('kernel-close-client-first')).seat()
const C = 2778494692
const S = 1868134291

/** The table with both ends ESTABLISHED and the client asked to close. */
function established(): Table {
  const table = handshake()
  table.send('client', chosen('S', C))
  table.wait()
  table.send('server', chosen('SA', S, C + 1))
  table.wait()
  table.send('client', chosen('A', C + 1, S + 1))
  table.wait()
  return table
}

function halfClosed(): Table {
  const table = established()
  table.send('client', chosen('FA', C + 1, S + 1))
  table.wait()
  return table
}

test('a right move leaves, and arrives one latency later', () => {
  const table = handshake()
  expect(table.send('client', chosen('S', C)).kind).toBe('accepted')
  expect(table.session.ends.client.tcb.state).toBe('SYN-SENT')
  expect(table.session.ends.server.tcb.state).toBe('LISTEN')
  table.wait()
  expect(table.now).toBe(1500)
  expect(table.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
})

// the seven mistakes that the notes warn of (issue 2, "It shows" 3)
test.each([
  [
    'ack not incremented after SYN',
    'handshake-ack-not-incremented',
    'ack',
    S,
    () => {
      const table = handshake()
      table.send('client', chosen('S', C))
      table.wait()
      table.send('server', chosen('SA', S, C + 1))
      table.wait()
      return table.send('client', chosen('A', C + 1, S))
    },
  ],
  [
    'ack not incremented after FIN',
    'ack-of-fin-not-incremented',
    'ack',
    C + 1,
    () => halfClosed().send('server', chosen('A', S + 1, C + 1)),
  ],
  [
    'ACK flag forgotten',
    'handshake-ack-missing-flag',
    'flags',
    undefined,
    () => {
      const table = handshake()
      table.send('client', chosen('S', C))
      table.wait()
      table.send('server', chosen('SA', S, C + 1))
      table.wait()
      return table.send('client', chosen('', C + 1, S + 1))
    },
  ],
  [
    'FIN without advancing the own number afterwards',
    'seq-after-own-fin-not-advanced',
    'seq',
    C + 1,
    () => {
      const table = halfClosed()
      table.send('server', chosen('A', S + 1, C + 2))
      table.wait()
      table.send('server', chosen('FA', S + 1, C + 2))
      table.wait()
      return table.send('client', chosen('A', C + 1, S + 2))
    },
  ],
  [
    'data before ESTABLISHED',
    'data-before-established',
    'text',
    undefined,
    () => {
      const table = handshake()
      table.send('client', chosen('S', C))
      return table.send('client', chosen('P', C + 1, 0, 5))
    },
  ],
  [
    'data after the own FIN',
    'data-after-own-fin',
    'text',
    undefined,
    () => halfClosed().send('client', chosen('PA', C + 2, S + 1, 5)),
  ],
  [
    'a SYN,ACK whose ack answers the own ISN',
    'synack-ack-is-own-isn',
    'ack',
    S + 1,
    () => {
      const table = handshake()
      table.send('client', chosen('S', C))
      table.wait()
      return table.send('server', chosen('SA', S, S + 1))
    },
  ],
])('%s is refused by %s', (_, rule, field, value, act) => {
  const decision = act()
  expect(decision.kind).toBe('violation')
  if (decision.kind !== 'violation') return
  expect(decision.violations[0]).toMatchObject({ rule, field, ...(value !== undefined && { chosen: value }) })
  expect(decision.events).toHaveLength(1)
})

test('a wrong move is stored, leaves nothing on the wire and the TCB as it was', () => {
  const table = handshake()
  const before = table.session.ends.client.tcb
  table.send('client', chosen('A', C))
  expect(table.session.ends.client.tcb).toEqual(before)
  expect(table.session.inFlight).toEqual([])
  expect(table.log.at(-1)).toMatchObject({ type: 'segment-withheld', role: 'client' })
})

test('a move made before the newest arrival was seen is refused, not judged', () => {
  const table = handshake()
  table.send('client', chosen('S', C))
  const version = table.session.ends.server.seen
  table.wait()
  const decision = table.move('server', { type: 'send-segment', segment: chosen('A', 1) }, { version })
  expect(decision).toEqual({ kind: 'refusal', refusal: 'outdated-view' })
})

test('what the peer does meanwhile makes no view outdated', () => {
  const table = handshake()
  const version = table.session.ends.server.seen
  table.send('client', chosen('S', C))
  const decision = table.move('server', { type: 'send-segment', segment: chosen('A', 1) }, { version })
  expect(decision.kind).toBe('violation')
})

test('the same move id again gets the same answer and changes nothing', () => {
  const table = handshake()
  table.move('client', { type: 'send-segment', segment: chosen('S', C) }, { id: 'the-very-move' })
  const { version } = table.session
  const again = table.move('client', { type: 'send-segment', segment: chosen('S', C) }, { id: 'the-very-move' })
  expect(again).toMatchObject({ kind: 'repeated', outcome: { violations: null } })
  expect(table.session.version).toBe(version)
})

test('each of the last four moves is answered as before; one before them meets an end that has changed since', () => {
  const table = handshake()
  const wrong = { type: 'send-segment', segment: chosen('A', 1) } as const
  const { version } = table.session
  const attempt = (id: string) =>
    table.move('client', wrong, { id, version: id === 'move-1' ? version : table.session.version })
  const attempts = ['move-1', 'move-2', 'move-3', 'move-4', 'move-5']
  for (const id of attempts) expect(attempt(id).kind).toBe('violation')
  for (const id of attempts.slice(1)) expect(attempt(id).kind, id).toBe('repeated')
  expect(attempt('move-1')).toEqual({ kind: 'refusal', refusal: 'outdated-view' })
})

test('nobody moves before both sit, nor after the end', () => {
  const table = new Table(scenario('three-way-handshake'))
  expect(table.send('client', chosen('S', 1))).toEqual({ kind: 'refusal', refusal: 'not-started' })
  table.seat().play()
  expect(table.send('client', chosen('S', 1))).toEqual({ kind: 'refusal', refusal: 'session-ended' })
})

test('either may leave, which ends the session for both', () => {
  const table = handshake()
  table.move('server', { type: 'leave' })
  expect(table.session.ended).toMatchObject({ reason: 'left', role: 'server' })
  expect(table.wait()).toBe(false)
})

test('hints come in three steps and start again with the next thing to do', () => {
  const table = handshake()
  const steps = [1, 2, 3, 4].map(() => table.move('client', { type: 'take-hint' }).kind)
  expect(steps).toEqual(['accepted', 'accepted', 'accepted', 'refusal'])
  expect(table.session.ends.client.hints).toBe(3)
  table.sendDue('client')
  expect(table.session.ends.client.hintStep).toBe(0)
  expect(table.move('client', { type: 'take-hint' })).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
})

test('a note keeps the right value back until its student asks for it, which is counted', () => {
  const table = handshake()
  const reveal = () => table.move('client', { type: 'reveal-value' })
  expect(reveal()).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
  table.send('client', chosen('SA', 1, 1))
  const { version } = table.session
  expect(table.session.ends.client.missed).toEqual({ version, revealed: false })
  expect(reveal().kind).toBe('accepted')
  expect(table.log.at(-1)).toMatchObject({ type: 'value-revealed', role: 'client', attempt: version })
  expect(table.session.ends.client).toMatchObject({ missed: { version, revealed: true }, revealed: 1 })
  expect(reveal()).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
  expect(table.move('server', { type: 'reveal-value' })).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
  table.send('client', chosen('SA', 1, 1))
  expect(reveal().kind).toBe('accepted')
  table.sendDue('client')
  expect(table.session.ends.client.missed).toBeNull()
  expect(progressOfLog(table.log, 'client')).toMatchObject({ revealed: 2, hints: 0, wrong: 2 })
  expect(progressOfLog(table.log, 'server')).toMatchObject({ revealed: 0 })
  for (const event of table.log) if (event.type === 'value-revealed') expect(see(event, 'server')).toBeNull()
})

test('only the coached level has a value to reveal', () => {
  for (const level of ['exam', 'wire'] as const) {
    const table = new Table({ ...scenario('three-way-handshake'), level }).seat()
    table.wait()
    table.send('client', chosen('SA', 1, 1))
    expect(table.move('client', { type: 'reveal-value' })).toEqual({ kind: 'refusal', refusal: 'no-hint-now' })
  }
})

test('an event of a newer build is seen, and breaks nothing', () => {
  const { tcb, ...before } = handshake().session.ends.client
  const unknown = { type: 'of-a-newer-build', version: 9, at: 9, role: 'client' } as unknown as SeenEvent
  expect(evolveEnd({ tcb, ...before }, unknown)).toMatchObject({ ...before, seen: 9, seenAt: 9 })
})

test('in free play the student makes the calls; elsewhere the script does', () => {
  const call = { type: 'open-active' } as const
  expect(handshake().move('client', { type: 'call-application', call })).toEqual({
    kind: 'refusal',
    refusal: 'calls-are-scripted',
  })
  const table = new Table(scenario('free-play')).seat()
  expect(table.move('client', { type: 'call-application', call: { type: 'close' } })).toEqual({
    kind: 'refusal',
    refusal: 'call-not-possible',
  })
  expect(table.move('client', { type: 'call-application', call }).kind).toBe('accepted')
  expect(table.sendDue('client')).toBe(true)
})

test('crossing SYNs wait for each other and arrive together', () => {
  const table = new Table(scenario('simultaneous-open')).seat()
  table.sendDue('client')
  expect(table.wait()).toBe(false)
  table.now = 60_000
  table.sendDue('server')
  table.wait()
  expect(table.now).toBe(61_500)
  expect(table.session.ends.client.tcb.state).toBe('SYN-RECEIVED')
  expect(table.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
})

test('the two maximum segment lifetimes begin when the last ACK leaves, however long its student thinks', () => {
  const table = halfClosed()
  table.send('server', chosen('A', S + 1, C + 2))
  table.wait()
  table.send('server', chosen('FA', S + 1, C + 2))
  table.wait()
  expect(table.session.ends.client.tcb.state).toBe('TIME-WAIT')
  expect(table.wait()).toBe(false)
  table.now += 60_000
  table.send('client', chosen('A', C + 2, S + 2))
  table.wait()
  expect(table.session.ends.server.tcb.state).toBe('CLOSED')
  expect(table.session.ends.client.tcb.state).toBe('TIME-WAIT')
  table.wait()
  expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
})

test('a student’s application cannot ask for text without end: 65,535 bytes, and not one more', () => {
  const table = new Table(scenario('free-play')).seat()
  table.move('client', { type: 'call-application', call: { type: 'open-active' } })
  const ask = (bytes: number) => table.move('client', { type: 'call-application', call: { type: 'send', bytes } })
  expect(ask(65_000).kind).toBe('accepted')
  expect(ask(536)).toEqual({ kind: 'refusal', refusal: 'too-much-text' })
  expect(ask(535).kind).toBe('accepted')
  expect(ask(1)).toEqual({ kind: 'refusal', refusal: 'too-much-text' })
})

test('all that one application may ask for, acknowledged segment by segment, is played through in one log', () => {
  const table = new Table(scenario('free-play')).seat()
  table.move('server', { type: 'call-application', call: { type: 'open-passive' } })
  table.move('client', { type: 'call-application', call: { type: 'open-active' } })
  table.move('client', { type: 'call-application', call: { type: 'send', bytes: MOST_ASKED } })
  const { ends } = table.play().session
  expect(delivered(ends.server.tcb).text).toHaveLength(MOST_ASKED)
  expect(table.session.version).toBeLessThan(LONGEST_LOG / 4)
})

test('with SACK the SYNs permit it and each ACK beyond a gap reports what is held: nobody chooses that (RFC 2018)', () => {
  const table = new Table(scenario('two-holes-with-sack'), 7).seat()
  const due = (...roles: readonly Role[]) => {
    for (const role of roles) {
      table.sendDue(role)
      table.wait()
    }
  }
  // the handshake; then the first and the third piece of text get lost, and nothing waits for those
  due('client', 'server', 'client')
  const { iss } = table.session.ends.server.tcb as SynchronizedTcb
  const first = (table.session.ends.client.tcb as SynchronizedTcb).snd.nxt
  table.sendDue('client')
  due('client', 'server')
  table.sendDue('client')
  due('client')
  expect(table.send('server', chosen('A', iss + 1, first)).kind).toBe('accepted')
  const options = table.log.flatMap((event) => (event.type === 'segment-sent' ? [event.segment.options ?? null] : []))
  expect(options).toEqual([
    { sackPermitted: true },
    { sackPermitted: true },
    null,
    null,
    null,
    { sack: [[first + 5, first + 10]] },
    null,
    null,
    {
      sack: [
        [first + 15, first + 20],
        [first + 5, first + 10],
      ],
    },
  ])
  // they tell the client what it lacks, and nothing beside
  table.wait()
  expect(table.session.ends.client.tcb).toMatchObject({
    sack: {
      sacked: [
        [first + 5, first + 10],
        [first + 15, first + 20],
      ],
    },
  })
})
