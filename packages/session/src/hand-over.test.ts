import { describe, expect, it } from 'vitest'
import { fold } from './evolve.ts'
import { handOver, holderAt, holders } from './hand-over.ts'
import { progressOfLog } from './progress.ts'
import { see } from './see.ts'
import { elapseUnasked, nextUnasked } from './solo/index.ts'
import { chosen, scenario, Table } from './testing/table.ts'
import { evolveView, type View } from './view.ts'

/** A handshake whose client has sent its SYN, and whose server's seat is given to the prompt partner. */
function leftAlone() {
  const table = new Table(scenario('three-way-handshake')).seat()
  table.send('client', chosen('S', table.session.ends.client.isn))
  const given = handOver(table.session, 'server', 'partner', null, table.now)
  if (!given) throw new Error('not handed over')
  return { log: [...table.log, ...given.events], session: given.session, now: table.now }
}

describe('a seat that is handed over', () => {
  it('is played by a correct TCP that makes each move once, whoever hosts it', () => {
    let { session, now } = leftAlone()
    const log = [...leftAlone().log]
    for (let steps = 0; steps < 20; steps++) {
      const at = nextUnasked(session)
      if (at === null) break
      now = Math.max(now, at)
      const [one, other] = [elapseUnasked(session, now), elapseUnasked(session, now)]
      expect(other?.events).toEqual(one?.events)
      if (!one) throw new Error('something was due')
      log.push(...one.events)
      session = one.session
    }
    expect(session.ends.server.tcb.state).toBe('SYN-RECEIVED')
    const sent = log.filter((event) => event.type === 'segment-sent' && event.role === 'server')
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ violations: [] })
    expect(fold(log)).toEqual(session)
  })

  it('leaves each move with whoever made it', () => {
    const { log, session, now } = leftAlone()
    const newcomer = handOver(session, 'server', 'newcomer', 'Ada', now)
    const held = holders([...log, ...(newcomer?.events ?? [])], 'server')
    const version = log.find((event) => event.type === 'seat-handed-over')?.version ?? 0
    expect(held.map(({ by, name }) => [by, name])).toEqual([
      ['student', 'the server'],
      ['partner', 'the server'],
      ['student', 'Ada'],
    ])
    expect(holderAt(held, version - 1)).toMatchObject({ by: 'student', name: 'the server' })
    expect(holderAt(held, version)).toMatchObject({ by: 'partner' })
    expect(holderAt(held, version + 1)).toMatchObject({ by: 'student', name: 'Ada' })
  })

  it('is told to both seats as a seat taken, which browsers of earlier builds fold as well', () => {
    const { log } = leftAlone()
    let view: View | null = null
    for (const event of log) {
      const seen = see(event, 'client')
      if (seen) view = evolveView(view, seen, 'client')
    }
    expect(view?.events.at(-1)).toMatchObject({ type: 'seat-taken', role: 'server', handed: 'partner' })
    expect(view?.holders).toEqual({ client: 'student', server: 'partner' })
  })

  it('is not handed over before the play begins, after its end, or to a second partner', () => {
    const table = new Table(scenario('three-way-handshake')).sit('client')
    expect(handOver(table.session, 'client', 'partner', null, 0)).toBeNull()
    const { session, now } = leftAlone()
    expect(handOver(session, 'server', 'partner', null, now)).toBeNull()
    expect(handOver(session, 'client', 'partner', null, now)).toBeNull()
    table.sit('server').move('client', { type: 'leave' })
    expect(handOver(table.session, 'client', 'newcomer', 'Ada', 0)).toBeNull()
  })

  it('folds an event of a newer build to "seen"', () => {
    const table = new Table(scenario('three-way-handshake')).seat()
    const unknown = { type: 'not-known-yet', role: 'client', version: table.session.version + 1, at: 5 }
    expect(fold([...table.log, unknown as never])?.ends.client).toMatchObject({ seen: unknown.version })
  })
})

describe("a session's duration", () => {
  it('is the same at both ends', () => {
    const table = new Table(scenario('three-way-handshake')).seat()
    table.now = 4_000
    table.send('client', chosen('S', table.session.ends.client.isn))
    for (let go = true; go; ) go = table.wait() || table.sendDue('server') || table.sendDue('client')
    expect(table.session.ended).not.toBeNull()
    const [client, server] = (['client', 'server'] as const).map((role) => progressOfLog(table.log, role).duration)
    expect(client).toBe(server)
    expect(client).toBe(table.session.at)
  })
})
