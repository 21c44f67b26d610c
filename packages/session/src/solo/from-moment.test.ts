import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSeq } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { spoilings } from '../drill/spoilings.ts'
import { dueNow } from '../eyes/due-now.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { SessionEvent } from '../facts/event.ts'
import { generator } from '../facts/generator.ts'
import { LEVELS } from '../facts/level.ts'
import { peerOf, ROLES, type Role } from '../facts/role.ts'
import { OLDEST_SAME_RULES } from '../facts/rules-version.ts'
import { debrief } from '../readings/debrief.ts'
import { moments } from '../readings/moments.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { closeWithRound, handOver } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { hold } from '../testing/hold.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { fromMoment, momentOf } from './from-moment.ts'
import { rightMove } from './right-move.ts'
import { SoloSession } from './solo-session.ts'
import { verify } from './verify.ts'

const NAMES = { client: 'Lin', server: 'A prompt partner' }

/** A session of two people in which each end makes a mistake in the middle. */
function played(): Table {
  const table = new Table(scenario('open-and-close-from-client')).seat()
  const { client, server } = table.session.ends
  table.send('client', chosen('S', client.isn))
  table.wait()
  table.send('server', chosen('SA', server.isn, client.isn))
  table.send('server', chosen('SA', server.isn, client.isn + 1))
  table.wait()
  table.send('client', chosen('A', client.isn, server.isn + 1))
  return table.play()
}

function begun(log: readonly SessionEvent[], version: number, role: Role): SoloSession {
  const record = fromMoment(log, version, role, NAMES)
  if (!record) throw new Error(`nothing to begin with at version ${version}`)
  return SoloSession.resume(record)
}

test('every mistake of either end can be done better from where it was made, to the goal', () => {
  const { log } = played()
  const { slips } = debrief(log)
  expect(slips.map(({ role }) => role)).toEqual(['server', 'client'])
  for (const { role, version } of slips) {
    const solo = begun(log, version, role)
    expect(solo.session.version).toBe(version - 1)
    expect(solo.session.names).toMatchObject(NAMES)
    new SoloStudent(solo).play()
    expect(solo.session.ended?.reason).toBe('goal-reached')
    expect(debrief(solo.log).slips.filter((slip) => slip.version >= version)).toEqual([])
  }
})

/**
 * A session in which all happens that can: wrong moves and hints, a third person on the wire, time that stands still, seats
 * that change hands. Ends when its round does, unless it has reached its goal.
 */
function lesson(seed: number): readonly SessionEvent[] {
  const random = generator(seed)
  const one = <Item>(of: readonly Item[]) => of[Math.floor(random() * of.length)] as Item
  const level = one(LEVELS)
  const network = random() < 0.4
  const table = new Table({ ...one(SCENARIOS), level }, seed, { network, ...(level === 'exam' && { tries: 9 }) }).seat()
  if (network) table.sit('network')
  for (let step = 0; step < 60 && !table.session.ended; step++) {
    const { session } = table
    const role = one(ROLES)
    const chance = random()
    if (chance < 0.03) table.pause(5_000)
    else if (chance < 0.06) table.host(handOver(session, role, one(['newcomer', 'partner', 'bot']), 'Ada', table.now))
    else if (chance < 0.09) table.host(handOver(session, role, 'returned', 'Ada', table.now))
    else if (chance < 0.14) table.move(role, { type: 'take-hint' })
    else if (chance < 0.19 && session.inFlight[0])
      table.move('network', { type: 'interfere', sent: session.inFlight[0].sent, do: one(['delay', 'duplicate']) })
    else if (chance < 0.4 && session.ends[role].inbox.length === 0) {
      const end = session.ends[role]
      const [due] = dueNow(end)
      // a number that no header holds never gets here: a command's schema refuses it
      const wrong = spoilings(end, due?.segment ?? null).filter(({ ack, seq }) => isSeq(ack) && isSeq(seq))
      if (wrong.length > 0) table.send(role, choiceOf(one(wrong)))
    } else {
      const right = rightMove(session, role, 'prompt', seed)
      if (!right || !table.move(role, right.command).kind.startsWith('accepted')) table.wait()
    }
  }
  table.host(closeWithRound(table.session, table.now))
  return table.log
}

const folder = join(import.meta.dirname, '../../fixtures/golden')
const golden = readdirSync(folder).map(
  (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { log: readonly SessionEvent[] }).log,
)
const lessons = Array.from({ length: 25 }, (_, seed) => lesson(seed + 1))

/** All that the rest of a session depends on, by what it is and not by where it stands in a log. */
const standing = ({
  called,
  calledAt,
  deadlines,
  ends,
  entered,
  flagsSent,
  inFlight,
  level,
  pace,
  ...rest
}: Session) => ({
  level,
  pace,
  surfaced: rest.surfaced,
  entry: rest.entry,
  stirredAt: rest.stirredAt,
  started: rest.started,
  ended: rest.ended,
  called,
  calledAt,
  deadlines,
  entered,
  flagsSent,
  inFlight: inFlight.map(({ sent: _sent, ...flight }) => flight),
  ends: ROLES.map((role) => {
    const { changes: _c, missed, seen: _n, seenAt: _a, signals: _s, strayed, ...end } = ends[role]
    return { ...end, missed: missed?.revealed, strayed: strayed?.sent }
  }),
})

/** Nobody else has a part in it, and nothing keeps the student from playing. */
const UNHINDERED = {
  holders: { client: 'student', server: 'student' },
  network: false,
  stopped: null,
  tries: undefined,
  unjudged: undefined,
}

test.each([
  ['golden logs', golden],
  ['lessons in which all happens that can', lessons],
])('the state is exactly the state at that moment, of every version and either end: %s', (_, logs) => {
  let begins = 0
  for (const [nth, log] of logs.entries()) {
    const shown = [...moments(log)].map(({ session }) => session)
    for (const { at, version } of log)
      for (const role of ROLES) {
        const where = `log ${nth}, version ${version}, ${role}`
        const moment = momentOf(log, version, role)
        if (moment === null) {
          // over in this very instant
          expect(log.at(-1), where).toMatchObject({ type: 'session-ended', reason: 'goal-reached', at })
          continue
        }
        const { session } = begun(log, version, role)
        const truth = shown[moment - 1] as Session
        const { holders, network, stopped, tried, tries, unjudged } = session
        hold(standing(session), { ...standing(truth), ended: null }, where)
        hold({ holders, network, stopped, tries, unjudged }, UNHINDERED, where)
        if (tried === undefined) throw new Error(`${where}: no count of tries`)
        // it is what the replay shows there: what followed in the same instant comes with it
        const followed = log.slice(version, moment)
        hold(new Set(followed.map((event) => event.at)).size <= 1, true, where)
        if (!followed.some(({ type }) => type === 'application-called'))
          hold(session.ends[role].tcb, shown[version - 1]?.ends[role].tcb, where)
        begins++
      }
  }
  expect(begins).toBeGreaterThan(1_000)
})

test('from wherever it begins it can be played on to its end, and a server would store it', () => {
  let reached = 0
  for (const [nth, log] of [...golden, ...lessons].entries())
    for (let version = 1 + (nth % 5); version <= log.length; version += 9) {
      const role = ROLES[version % 2] ?? 'client'
      if (momentOf(log, version, role) === null) continue
      const solo = begun(log, version, role)
      // SoloStudent throws where a right move is answered with anything but "accepted"
      const student = new SoloStudent(solo)
      // two ends that a wild lesson has left without common numbers acknowledge each other for ever
      for (let steps = 0; steps < 400 && student.step(); steps++);
      if (solo.session.ended) {
        const verified = verify(solo.log)
        const isOld = solo.session.rulesVersion < OLDEST_SAME_RULES
        const why = verified.ok ? null : verified.why
        expect(why, `log ${nth}, version ${version}, ${role}`).toBe(isOld ? 'other-rules' : null)
        reached++
      }
    }
  expect(reached).toBeGreaterThan(100)
})

test('before both have sat down it begins when they have', () => {
  const { log } = played()
  const [, , second] = log
  for (const version of [-3, 0, 1, 2, 3]) {
    const { session } = begun(log, version, 'server')
    expect(session.started).toBe(true)
    expect(session.at).toBe(second?.at)
  }
})

test('whoever plays on from a flawed partner’s end is judged', () => {
  const solo = SoloSession.start({
    scenario: scenario('data-in-between'),
    role: 'client',
    character: 'flawed',
    level: 'coached',
    pace: 1,
    seed: 1,
    createdAt: 0,
    names: NAMES,
  })
  const { log } = new SoloStudent(solo).play().solo
  expect(begun(log, 9, 'server').session.unjudged).toBeUndefined()
  expect(begun(log, 9, 'client').session.unjudged).toBe(peerOf('client'))
})

test('there is none of a recorded exchange, nor once the goal has been reached', () => {
  const { log } = played()
  expect(fromMoment(log, log.length, 'client', NAMES)).toBeNull()
  const recorded = log.map((event) =>
    event.type === 'session-created'
      ? { ...event, scenario: { ...event.scenario, calls: 'observed' as const } }
      : event,
  )
  expect(fromMoment(recorded, 9, 'client', NAMES)).toBeNull()
})
