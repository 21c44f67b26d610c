import { describe, expect, it } from 'vitest'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import { BOT_NAME } from '../facts/bot-name.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import { debrief } from '../readings/debrief.ts'
import { holderAt, holders } from '../readings/holders.ts'
import { type Ladder, ladder, ladderOfLog } from '../readings/ladder.ts'
import { sessionOf } from '../readings/moments.ts'
import { progress, progressOfLog } from '../readings/progress.ts'
import { withoutNames } from '../readings/without-names.ts'
import { elapseUnasked, nextUnasked } from '../solo/index.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { begin, handOver, play, sit, sitBot } from './index.ts'

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

describe('a bot', () => {
  /** A session that a bot began with, and what happens in it one after the other. */
  function withBot() {
    const of = scenario('three-way-handshake')
    let { events, session } = begin({ scenario: of, level: 'coached', pace: 1, seed: 3, now: 0 })
    const log = [...events]
    const take = (happening: ReturnType<typeof handOver>) => {
      if (!happening) throw new Error('nothing happened')
      ;({ events, session } = happening)
      log.push(...events)
    }
    take(sitBot(session, 'server', 0))
    take(sit(session, 'client', 'Amber 1', 0))
    return {
      log,
      take,
      get session() {
        return session
      },
    }
  }

  it('has a seat from the beginning, in which a correct TCP plays', () => {
    const bot = withBot()
    expect(bot.session).toMatchObject({ started: true, holders: { client: 'student', server: 'bot' } })
    const segment = chosen('S', bot.session.ends.client.isn)
    const sent = play(
      bot.session,
      { type: 'send-segment', segment },
      { role: 'client', id: 'a-move-1', version: 99, now: 0 },
    )
    bot.take('events' in sent ? sent : null)
    for (let at = nextUnasked(bot.session); at !== null; at = nextUnasked(bot.session))
      bot.take(elapseUnasked(bot.session, at))
    expect(bot.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
    expect(progressOfLog(bot.log, 'server')).toMatchObject({ sent: 0, tries: 0 })
    expect(debrief(bot.log).students.server).toEqual([])
    expect(sessionOf(bot.log)).toEqual(bot.session)
  })

  it('gives its seat to a student, whose moves are the first student’s, and takes it over again', () => {
    const bot = withBot()
    bot.take(handOver(bot.session, 'server', 'newcomer', 'Jade 2', 5))
    expect(bot.session).toMatchObject({ holders: { server: 'student' }, names: { server: 'Jade 2' } })
    bot.take(handOver(bot.session, 'server', 'bot', null, 6))
    expect(bot.session).toMatchObject({ holders: { server: 'bot' }, names: { server: 'Jade 2' } })
    bot.take(handOver(bot.session, 'server', 'returned', null, 7))
    bot.take(handOver(bot.session, 'server', 'bot', null, 8))
    bot.take(handOver(bot.session, 'server', 'newcomer', 'Coral 4', 9))
    expect(holders(bot.log, 'server').map(({ by, name, student }) => [by, name, student])).toEqual([
      ['bot', BOT_NAME, -1],
      ['student', 'Jade 2', 0],
      ['bot', 'Jade 2', 0],
      ['student', 'Jade 2', 0],
      ['bot', 'Jade 2', 0],
      ['student', 'Coral 4', 1],
    ])
    expect(sessionOf(bot.log)).toEqual(bot.session)
    expect(withoutNames(bot.log).flatMap((event) => ('name' in event ? [event.name] : []))).toEqual([
      BOT_NAME,
      'client',
      ...['server', 'server', 'server', 'server', 'server 2'],
    ])
  })

  it.each(['client', 'server', 'network', 'observer'] as const)('is known to the %s as what it is', (viewer) => {
    const bot = withBot()
    let view = null as View<typeof viewer> | null
    const fold = () => {
      view = null
      for (const event of bot.log) {
        const seen = see(event, viewer)
        if (seen) view = evolveView(view, seen, viewer)
      }
    }
    fold()
    expect(view?.holders).toEqual({ client: 'student', server: 'bot' })
    bot.take(handOver(bot.session, 'server', 'newcomer', 'Jade 2', 5))
    fold()
    expect(view?.holders).toEqual({ client: 'student', server: 'student' })
    bot.take(handOver(bot.session, 'server', 'bot', null, 6))
    fold()
    expect(view?.holders).toEqual({ client: 'student', server: 'bot' })
  })

  it('plays against a student, and never against another', () => {
    const bot = withBot()
    expect(handOver(bot.session, 'client', 'bot', null, 1)).toBeNull()
    expect(handOver(bot.session, 'client', 'partner', null, 1)).toBeNull()
    expect(handOver(bot.session, 'server', 'partner', null, 1)).toBeNull()
    expect(handOver(bot.session, 'server', 'bot', null, 1)).toBeNull()
  })

  it('leaves the network’s seat empty, which another student then takes', () => {
    const table = new Table(scenario('three-way-handshake'), 1, { network: true }).seat().sit('network')
    const empty = handOver(table.session, 'network', 'bot', null, 1)
    expect(empty?.session.names.network).toBeNull()
    expect(empty && sit(empty.session, 'network', 'Jade 2', 2)?.session.names.network).toBe('Jade 2')
    expect(handOver(table.session, 'network', 'newcomer', 'Jade 2', 1)?.session.names.network).toBe('Jade 2')
    expect(handOver(table.session, 'network', 'partner', null, 1)).toBeNull()
    let view: View<'network'> | null = null
    for (const event of [...table.log, ...(empty?.events ?? [])]) {
      const seen = see(event, 'network')
      if (seen) view = evolveView(view, seen, 'network')
    }
    expect(view?.names.network).toBeNull()
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
