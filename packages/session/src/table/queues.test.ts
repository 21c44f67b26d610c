import { cookieOf } from '@woshou/protocol'
import { describe, expect, test } from 'vitest'
import { EYES, evolveView, type View } from '../eyes/eyes.ts'
import { VIEWERS } from '../facts/role.ts'
import { parseScenario, type Scenario, type ScenarioInput } from '../facts/scenario.ts'
import { moments, sessionOf } from '../readings/moments.ts'
import { SoloSession } from '../solo/solo-session.ts'
import { verify } from '../solo/verify.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario, Table } from '../testing/table.ts'

type Listen = NonNullable<Scenario['ends']['server']['listen']>
const atStart = (delay: number, seq: number) => ({ after: 'start' as const, delay, seq })

/** A handshake with a server whose host has queues. */
function crowded(listen: Partial<Listen>, level: Scenario['level'] = 'coached'): Scenario {
  const { ends, ...rest } = scenario('syn-queue-full')
  const json: ScenarioInput = {
    ...rest,
    level,
    ends: { ...ends, server: { start: 'LISTEN', listen: { backlog: 2, ...listen } } },
  }
  const parsed = parseScenario(json)
  if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.detail}`)
  return parsed.scenario
}

const listenerAt = ({ session }: Table) => {
  const { listener } = session.ends.server
  if (!listener) throw new Error('the server has queues')
  return listener
}
const syn = (table: Table) => listenerAt(table).synQueue.map(({ stranger }) => stranger)
const accept = (table: Table) => listenerAt(table).acceptQueue.map(({ stranger }) => stranger)
const until = (table: Table, holds: () => boolean): Table => {
  for (let more = true; more && !holds(); ) more = table.wait()
  return table
}
const arrived = (table: Table) => table.log.filter((e) => e.type === 'segment-arrived' && e.role === 'server')

describe('the SYN queue', () => {
  test('holds strangers and the own request in the order of their coming; third segment, RST and patience free it', () => {
    const table = new Table(
      crowded({
        synQueue: 9,
        giveUp: 5_000,
        strangers: [
          atStart(100, 7),
          { ...atStart(200, 8), answer: { send: 'RST', after: 'start', delay: 3_000 } },
          { ...atStart(300, 9), answer: { send: 'ACK', after: 'start', delay: 3_500 } },
        ],
        accepts: 'never',
      }),
    ).seat()
    table.sendDue('client')
    until(table, () => arrived(table).length > 0)
    expect(syn(table)).toEqual([1, 2, 3, null])
    until(table, () => syn(table).length === 3)
    expect([table.now, syn(table)]).toEqual([3_000, [1, 3, null]])
    until(table, () => accept(table).length > 0)
    expect([table.now, syn(table), accept(table)]).toEqual([3_500, [1, null], [3]])
    until(table, () => syn(table).length === 1)
    expect([table.now, syn(table), accept(table)]).toEqual([5_100, [null], [3]])
    expect(listenerAt(table).counts.givenUp).toBe(1)
  })

  test.each([1, 2, 3, 7])(
    'of %i places is full when all are taken: the next SYN is dropped, and no sooner',
    (places) => {
      for (const taken of [places - 1, places]) {
        const strangers = Array.from({ length: taken }, (_, nth) => atStart(nth, nth))
        const table = new Table(crowded({ synQueue: places, strangers })).seat()
        table.sendDue('client')
        until(table, () => arrived(table).length > 0)
        expect(table.session.ends.server.tcb.state).toBe(taken < places ? 'SYN-RECEIVED' : 'LISTEN')
        expect(listenerAt(table).counts.dropped).toBe(taken < places ? 0 : 1)
      }
    },
  )

  test('has as many places as the backlog where the scenario says no other number; the accept queue has one more', () => {
    const { listener } = new Table(crowded({ backlog: 5 })).session.ends.server
    expect(listener?.places).toEqual({ syn: 5, accept: 6 })
  })

  test('when full, makes every answer of the student’s wrong, and says how full it is', () => {
    const table = new Table(scenario('syn-queue-full')).seat()
    table.sendDue('client')
    until(table, () => arrived(table).length > 0)
    const { ack, isn } = { ack: table.session.ends.client.isn + 1, isn: table.session.ends.server.isn }
    for (const tried of [chosen('SA', isn, ack), chosen('RA', 0, ack), chosen('A', isn, ack)])
      expect(table.send('server', tried)).toMatchObject({
        kind: 'violation',
        violations: [{ rule: 'syn-queue-full', allowed: [], because: { waiting: 2, places: 2 } }, {}],
      })
  })
})

describe('with cookies', () => {
  const reached = () => {
    const table = new Table(scenario('syn-cookies')).seat()
    until(table, () => syn(table).length === 2)
    table.sendDue('client')
    return until(table, () => arrived(table).length > 0)
  }
  test('the server answers with the cookie, stays LISTEN and has no entry, and knows the client again', () => {
    const table = reached()
    const { client, server } = table.session.ends
    const cookie = cookieOf({ secret: server.isn, time: server.isn % 32 }, client.isn, 1400)
    expect(table.send('server', chosen('SA', server.isn, client.isn + 1))).toMatchObject({
      violations: [{ rule: 'isn-is-not-the-cookie', allowed: [{ value: cookie }], because: { mss: 1024 } }],
    })
    expect(table.send('server', chosen('SA', cookie, client.isn + 1)).kind).toBe('accepted')
    expect(table.session.ends.server.tcb).toMatchObject({ state: 'LISTEN', owed: [] })
    expect(syn(table)).toEqual([1, 2])
    table.play()
    expect(table.session.ended?.reason).toBe('goal-reached')
    expect(table.session.ends.server.tcb).toMatchObject({ state: 'ESTABLISHED', iss: cookie, peerMss: 1024 })
  })
  test('counts each SYN that it answers so once, strangers’ too', () => {
    const table = reached().play()
    // a stranger's, the client's, and the client's again
    expect(listenerAt(table).counts).toMatchObject({ cookies: 3, dropped: 0 })
  })
})

describe('the accept queue', () => {
  const strangers = [1, 2, 3].map((n) => ({
    ...atStart(n, n),
    answer: {
      send: 'ACK' as const,
      after: { from: 'server' as const, match: 'SYN,ACK' as const, nth: 1 },
      delay: 10 * n,
    },
  }))
  const answered = (listen: Partial<Listen>) => {
    const table = new Table(crowded({ synQueue: 9, strangers, ...listen })).seat()
    table.sendDue('client')
    until(table, () => arrived(table).length > 0)
    table.sendDue('server')
    until(table, () => table.session.ends.client.tcb.owed.length > 0)
    table.sendDue('client')
    return until(table, () => arrived(table).length > 1)
  }
  test.each([
    [2, 'SYN-RECEIVED'],
    [3, 'ESTABLISHED'],
  ] as const)(
    'of backlog %i holds one connection more, as on Linux: with three there the own is %s',
    (backlog, state) => {
      const table = answered({ backlog, accepts: 'never' })
      expect(accept(table).slice(0, 3)).toEqual([1, 2, 3])
      expect(table.session.ends.server.tcb.state).toBe(state)
      expect(table.session.ends.client.tcb.state).toBe('ESTABLISHED')
      expect(syn(table)).toEqual(state === 'ESTABLISHED' ? [] : [null])
    },
  )
  test('is emptied from its head, so long for each', () => {
    const table = answered({ backlog: 9, accepts: { after: 1_000 } })
    const left = () => table.log.flatMap((e) => (e.type === 'queue-left' ? [[e.at, e.stranger]] : []))
    until(table, () => left().length === 2)
    const [first = [], second = []] = left()
    expect([first[1], second[1]]).toEqual([1, 2])
    expect(Number(second[0]) - Number(first[0])).toBe(1_000)
  })
  test('is never seen full where the application accepts at once', () => {
    const table = answered({ backlog: 1, accepts: 'at-once' })
    expect(table.session.ends.server.tcb.state).toBe('ESTABLISHED')
    expect(listenerAt(table).counts).toMatchObject({ accepted: 4, overflowed: 0 })
  })
  test('when full, keeps the server from saying anything until the timer runs out', () => {
    const table = answered({ backlog: 2, accepts: 'never' })
    const { client, server } = table.session.ends
    for (const tried of [chosen('A', server.isn + 1, client.isn + 1), chosen('SA', server.isn, client.isn + 1)])
      expect(table.send('server', tried)).toMatchObject({
        violations: [{ rule: 'accept-queue-full', allowed: [] }, {}],
      })
    until(table, () => table.log.some(({ type }) => type === 'timer-expired'))
    expect(table.send('server', chosen('SA', server.isn, client.isn + 1)).kind).toBe('accepted')
  })
  test('resets where the scenario says so', () => {
    const table = answered({ backlog: 2, accepts: 'never', overflow: 'reset' })
    const { server } = table.session.ends
    expect(server.tcb.state).toBe('LISTEN')
    expect(table.send('server', chosen('R', server.isn + 1)).kind).toBe('accepted')
    until(table, () => table.session.ends.client.tcb.state === 'CLOSED')
    expect(table.session.ends.client.tcb.state).toBe('CLOSED')
  })
  test('is forgotten with all the rest when the host crashes', () => {
    const { ends, ...rest } = crowded({ backlog: 2, accepts: 'never', synQueue: 9, strangers })
    const crash = { call: { type: 'crash' as const }, when: { quiet: 60_000 } }
    const table = new Table({ ...rest, ends: { ...ends, server: { ...ends.server, wishes: [crash] } } }).seat()
    table.sendDue('client')
    until(table, () => arrived(table).length > 0)
    table.sendDue('server')
    until(table, () => accept(table).length === 3)
    until(table, () => table.log.some((e) => e.type === 'application-called' && e.role === 'server'))
    const { acceptQueue, counts, synQueue } = listenerAt(table)
    expect([acceptQueue, synQueue, counts.accepted]).toEqual([[], [], 0])
  })
  test.each(['drop', 'reset'] as const)('when full, counts each third segment that it turns away: %s', (overflow) => {
    const table = answered({ backlog: 1, accepts: 'never', overflow })
    const { acceptQueue, counts } = listenerAt(table)
    // the third stranger's, and the own
    expect([acceptQueue.length, counts.overflowed]).toEqual([2, 2])
  })
})

const OURS = ['syn-flood', 'syn-queue-full', 'syn-cookies', 'accept-queue-full', 'accept-queue-reset'] as const

describe.each(OURS)('%s', (id) => {
  test('tells nobody but the server and who watches both ends of what its host keeps', () => {
    const { log } = new Table(scenario(id)).seat().play()
    expect(log.some(({ type }) => type === 'stranger-arrived')).toBe(true)
    const seen = (viewer: (typeof VIEWERS)[number]) => JSON.stringify(log.map((event) => EYES[viewer].see(event)))
    for (const viewer of VIEWERS) {
      const tells = viewer === 'server' || viewer === 'observer'
      for (const word of ['"backlog":', '"stranger-arrived"', '"fate":'])
        expect(seen(viewer).includes(word), `${viewer} ${word}`).toBe(tells)
      expect(seen(viewer).includes('"queue-left"'), viewer).toBe(tells && log.some(({ type }) => type === 'queue-left'))
      // who is still to come is nobody's to know
      const [created] = log
      expect(JSON.stringify(created && EYES[viewer].see(created))).not.toMatch(/"strangers"|70100/)
    }
  })
  test('folds from what each seat sees into the very ends that the host has', () => {
    const { log, session } = new Table(scenario(id)).seat().play()
    expect(sessionOf(log)?.ends).toEqual(session.ends)
    for (const role of ['client', 'server'] as const) {
      const seen = log.flatMap((event) => EYES[role].see(event) ?? [])
      const view = seen.reduce<View | null>((before, event) => evolveView(before, event, role), null)
      expect(view?.end).toEqual(session.ends[role])
    }
  })
  test('is pinned to rules that know of queues, and a server stores what a browser played', () => {
    const table = new Table(scenario(id)).seat().play()
    expect(table.log[0]).toMatchObject({ rulesVersion: 3 })
    const verified = verify(JSON.parse(JSON.stringify(table.log)))
    expect(verified.ok ? null : verified).toBeNull()
  })
  test('comes to its goal at the exam and wire levels too, and with time standing still in between', () => {
    for (const level of ['exam', 'wire'] as const) {
      const table = new Table({ ...scenario(id), level }).seat()
      for (let nth = 0; nth < 200 && !table.session.ended; nth++) {
        for (const role of ['client', 'server'] as const) {
          while (table.checkDue(role));
          while (table.session.ends[role].inbox.length === 0 && table.sendDue(role));
        }
        if (nth === 3) table.pause(50_000)
        table.wait()
      }
      expect(table.session.ended, level).toMatchObject({ reason: 'goal-reached' })
      expect(table.log.some((e) => 'violations' in e && e.violations.length > 0)).toBe(false)
    }
  })
  test('no two entries of one queue are the same, and none has more than its places', () => {
    const { log } = new Table(scenario(id)).seat().play()
    for (const { session } of moments(log)) {
      const { listener } = session.ends.server
      if (!listener) throw new Error('it has queues')
      const { places } = listener
      for (const [queue, most] of [
        [listener.synQueue, places.syn],
        [listener.acceptQueue, places.accept],
      ] as const) {
        expect(new Set(queue.map(({ stranger }) => stranger)).size).toBe(queue.length)
        expect(queue.length).toBeLessThanOrEqual(most)
      }
    }
  })
})

test('strangers, and the patience with them, keep to the session’s pace', () => {
  const names = { client: 'Lin', server: 'Mei' }
  const settings = { role: 'server', character: 'prompt', level: 'coached', seed: 7, createdAt: 0, names } as const
  const solo = SoloSession.start({ scenario: scenario('syn-queue-full'), pace: 2, ...settings })
  const { log } = new SoloStudent(solo).play().solo
  const at = (type: string) => log.find((event) => event.type === type)?.at ?? 0
  expect(at('stranger-arrived') - at('segment-sent')).toBe(2 * 300)
  expect(at('queue-left') - at('stranger-arrived')).toBe(2 * 5_000)
})

test('without queues a session is begun by the rules that older builds know, and no end has a listener', () => {
  const { log, session } = new Table(scenario('three-way-handshake')).seat()
  expect(log[0]).toMatchObject({ rulesVersion: 2 })
  expect(session.ends.server.listener).toBeNull()
})

test.each([
  ['a backlog of nobody', { backlog: 0 }, 'ends.server.listen.backlog'],
  ['an unknown overflow', { backlog: 1, overflow: 'wait' }, 'ends.server.listen.overflow'],
  [
    'a stranger without a number',
    { backlog: 1, strangers: [{ after: 'start' }] },
    'ends.server.listen.strangers.0.seq',
  ],
  ['accepting whenever', { backlog: 1, accepts: 'soon' }, 'ends.server.listen.accepts'],
])('%s is refused by naming the field', (_, listen, field) => {
  const { ends, ...rest } = scenario('syn-queue-full')
  const parsed = parseScenario({ ...rest, ends: { ...ends, server: { ...ends.server, listen } } })
  expect(parsed).toMatchObject({ ok: false, field })
})
