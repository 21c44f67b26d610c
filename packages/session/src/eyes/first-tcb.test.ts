import { ACK, FIN, hasAck, PSH, RST, type Segment, SYN, segment, variables } from '@woshou/protocol'
import { describe, expect, test } from 'vitest'
import type { EventBody, SessionEvent } from '../facts/event.ts'
import type { ScenarioInput } from '../facts/scenario.ts'
import { parseScenario } from '../facts/scenario.ts'
import { sessionOf } from '../readings/moments.ts'
import { scenario } from '../testing/table.ts'

const observed = (ends: ScenarioInput['ends']): SessionEvent => {
  const parsed = parseScenario({ ...scenario('free-play'), calls: 'observed', timers: [], ends })
  if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.detail}`)
  const isn = { client: ends.client.iss ?? 0, server: ends.server.iss ?? 0 }
  const { scenario: of } = parsed
  const body: EventBody = {
    type: 'session-created',
    rulesVersion: 1,
    scenario: of,
    level: 'wire',
    pace: 1,
    seed: 0,
    isn,
    network: false,
    createdAt: 0,
  }
  return { ...body, version: 1, at: 0 }
}

const sent = (version: number, of: Partial<Segment> & Pick<Segment, 'flags' | 'seq'>, more = {}): SessionEvent => ({
  type: 'segment-sent',
  version,
  at: version,
  role: 'client',
  segment: segment(of),
  move: `packet-00000${version}`,
  arrivals: [],
  remarks: [],
  violations: [],
  ...more,
})

const value = (log: readonly SessionEvent[], name: string) => {
  const session = sessionOf(log)
  return session && variables(session.ends.client.tcb).find((variable) => variable.name === name)?.value
}

describe('a recorded exchange', () => {
  test('knows no calls: what an end sends is its call', () => {
    const log = [observed({ client: { start: 'CLOSED', iss: 100 }, server: { start: 'LISTEN' } })]
    expect(sessionOf(log)?.ends.client.tcb.calls.explicit).toBe(false)
    expect(sessionOf([...log, sent(2, { flags: SYN, seq: 100 })])?.ends.client.tcb.state).toBe('SYN-SENT')
  })

  test('may begin in the middle, with nothing known but where the numbers stand', () => {
    const log = [
      observed({
        client: { start: 'ESTABLISHED', iss: 99, irs: 299 },
        server: { start: 'ESTABLISHED', iss: 299, irs: 99 },
      }),
    ]
    expect(sessionOf(log)?.ends).toMatchObject({ client: { tcb: { state: 'ESTABLISHED', owed: [] } } })
    expect([value(log, 'SND.UNA'), value(log, 'SND.NXT'), value(log, 'RCV.NXT')]).toEqual([100, 100, 300])
    expect(sessionOf(log)?.ends.server.tcb).toMatchObject({ snd: { nxt: 300 }, rcv: { nxt: 100 } })
  })

  test('counts a wrong segment from which its sender went on, and no other wrong one', () => {
    const start = observed({
      client: { start: 'ESTABLISHED', iss: 99, irs: 299 },
      server: { start: 'ESTABLISHED', iss: 299, irs: 99 },
    })
    const violations = [{ rule: 'ack-last-byte', section: '3.4', field: 'ack', chosen: 299, allowed: [] }]
    const wrong = { flags: ACK | PSH, seq: 100, ack: 299, text: 'abc' }
    expect(value([start, sent(2, wrong, { violations })], 'SND.NXT')).toBe(100)
    expect(value([start, sent(2, wrong, { violations, observed: 'counted' })], 'SND.NXT')).toBe(103)
  })

  test('an application that has gone leaves late text to be refused, and a crash leaves the end without explicit calls', () => {
    const middle = { start: 'ESTABLISHED', iss: 99, irs: 299 } as const
    const log: SessionEvent[] = [
      observed({ client: middle, server: { start: 'ESTABLISHED', iss: 299, irs: 99 } }),
      sent(2, { flags: FIN | ACK, seq: 100, ack: 300 }),
      { type: 'application-called', version: 3, at: 3, role: 'client', call: { type: 'close', gone: true } },
      {
        type: 'segment-arrived',
        version: 4,
        at: 4,
        role: 'client',
        sent: 0,
        segment: segment({ flags: ACK, seq: 300, ack: 100, text: 'late' }),
        outcome: 'accepted',
        step: 'seventh-text',
      },
    ]
    const owed = sessionOf(log)?.ends.client.tcb.owed ?? []
    expect(owed.map(({ reason, reply }) => [reason, reply.flags & RST, hasAck(reply)])).toEqual([
      ['reset-late-text', RST, false],
    ])
    const crashed = sessionOf([
      ...log.slice(0, 1),
      { type: 'application-called', version: 2, at: 2, role: 'client', call: { type: 'crash' } },
    ])
    expect(crashed?.ends.client.tcb).toMatchObject({ state: 'CLOSED', calls: { explicit: false } })
  })
})
