import { describe, expect, it } from 'vitest'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import { debrief } from '../readings/debrief.ts'
import { holderAt, holders } from '../readings/holders.ts'
import { type Ladder, ladder, ladderOfLog } from '../readings/ladder.ts'
import { sessionOf } from '../readings/moments.ts'
import { progress, progressOfLog } from '../readings/progress.ts'
import { elapseUnasked, nextUnasked } from '../solo/index.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { handOver, play } from './index.ts'

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
    expect(sessionOf(log)).toEqual(session)
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
    expect(sessionOf([...table.log, unknown as never])?.ends.client).toMatchObject({ seen: unknown.version })
  })
})

describe('what is made of a session whose end several have played', () => {
  /** The server's student errs once and goes; a TCP answers the SYN in their place; a newcomer errs twice and goes on. */
  function played() {
    const table = new Table(scenario('three-way-handshake')).seat()
    table.send('server', chosen('A', 1, 1))
    table.send('client', chosen('S', table.session.ends.client.isn))
    table.wait()
    let { session } = table
    const log = [...table.log]
    const take = (given: ReturnType<typeof handOver>) => {
      if (!given) throw new Error('not handed over')
      log.push(...given.events)
      session = given.session
    }
    take(handOver(session, 'server', 'partner', null, table.now))
    const at = nextUnasked(session)
    if (at === null) throw new Error('the partner has nothing to do')
    take(elapseUnasked(session, at))
    take(handOver(session, 'server', 'newcomer', 'Ada', session.at))
    for (const id of ['newcomer-1', 'newcomer-2']) {
      const segment = chosen('F', 7)
      const decision = play(
        session,
        { type: 'send-segment', segment },
        { role: 'server', id, version: session.version, now: session.at },
      )
      if (decision.kind !== 'violation') throw new Error(decision.kind)
      log.push(...decision.events)
      session = decision.session
    }
    return log
  }
  const seenBy = (log: readonly SessionEvent[], role: Role) => log.flatMap((event) => see(event, role) ?? [])

  it('counts for each student their own moves, and for nobody those of a TCP', () => {
    const log = played()
    const of = (student?: number) => {
      const { sent, sentAtFirstTry, wrong } = progressOfLog(log, 'server', student)
      return { sent, sentAtFirstTry, wrong }
    }
    expect(of(0)).toEqual({ sent: 0, sentAtFirstTry: 0, wrong: 1 })
    expect(of(1)).toEqual({ sent: 0, sentAtFirstTry: 0, wrong: 2 })
    expect(of()).toEqual({ sent: 0, sentAtFirstTry: 0, wrong: 3 })
    expect(log.some((event) => event.type === 'segment-sent' && event.role === 'server')).toBe(true)
    // the page of who sits there now
    expect(progress(seenBy(log, 'server'), 'server')).toMatchObject({ sent: 0, wrong: 2 })
    expect(progress(seenBy(log, 'client'), 'client')).toMatchObject({ sent: 1, sentAtFirstTry: 1, wrong: 0 })
  })

  it('names in the debrief who made each mistake', () => {
    const { held, slips, students } = debrief(played())
    expect(slips.map(({ role, version }) => holderAt(held[role], version)?.name)).toEqual(['the server', 'Ada', 'Ada'])
    expect(students.server.map(({ name, progress: { wrong } }) => [name, wrong])).toEqual([
      ['the server', 1],
      ['Ada', 2],
    ])
    expect(students.client).toHaveLength(1)
  })

  it('marks on the ladder from where on somebody else plays: at that end, or at the own one of who sees no other', () => {
    const log = played()
    const marks = (ladder: Ladder) =>
      ladder.ticks.flatMap((tick) => (tick.kind === 'holder' ? [[tick.role, tick.of, tick.to, tick.name]] : []))
    expect(marks(ladderOfLog(log))).toEqual([
      ['server', 'server', 'partner', 'the server'],
      ['server', 'server', 'newcomer', 'Ada'],
    ])
    let view: View | null = null
    for (const event of seenBy(log, 'client')) view = evolveView(view, event, 'client')
    expect(view && marks(ladder(view.events, view.role))).toEqual([
      ['client', 'server', 'partner', 'the server'],
      ['client', 'server', 'newcomer', 'Ada'],
    ])
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
