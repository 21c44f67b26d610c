import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { evolve } from '../table/evolve.ts'
import type { Session } from '../table/session.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { ladderOfLog } from './ladder.ts'
import { sessionOf } from './moments.ts'
import { progressOfLog } from './progress.ts'
import { Replay } from './replay.ts'

const GOLDEN = join(import.meta.dirname, '../../fixtures/golden')

/** What a golden log is held to: enough to notice any change of meaning, and readable in a diff. */
const summary = (log: readonly SessionEvent[]) =>
  ROLES.map((role) => {
    const { states, sent, wrong, hints, received } = progressOfLog(log, role)
    return { role, states, sent, wrong, hints, received }
  })

/** A session with a mistake and a hint in it, so that golden logs hold every type of event. */
function playWithMistakes(id: string): Table {
  const table = new Table(scenario(id), 7).seat()
  table.send('client', chosen('A', 42))
  table.move('client', { type: 'take-hint' })
  return table.play()
}

// UPDATE_GOLDEN=1 writes logs for scenarios that have none yet; existing ones are never rewritten
if (process.env.UPDATE_GOLDEN) {
  for (const { calls, id } of SCENARIOS) {
    if (calls === 'free' || readdirSync(GOLDEN).includes(`${id}.json`)) continue
    const { log } = playWithMistakes(id)
    writeFileSync(join(GOLDEN, `${id}.json`), `${JSON.stringify({ summary: summary(log), log })}\n`)
  }
}

const golden = readdirSync(GOLDEN).map((file) => {
  const { log, summary: expected } = JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) as {
    log: SessionEvent[]
    summary: ReturnType<typeof summary>
  }
  return [file, log, expected] as const
})

test('there are golden logs', () => expect(golden.length).toBeGreaterThan(8))

test.each(golden)('golden log %s still folds to what its players saw', (_, log, expected) => {
  expect(summary(log)).toEqual(expected)
  expect(sessionOf(log)?.ended).toMatchObject({ reason: 'goal-reached' })
})

/** Frozen to its last part: what changes it throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

test.each(golden)('what golden log %s has been folded to is never changed by what follows', (_, log) => {
  let session: Session | null = null
  for (const event of frozen(structuredClone(log))) session = frozen(evolve(session, event))
  expect(session).toEqual(sessionOf(log))
})

test('a replay at n is the fold of the first n events, wherever one comes from', () => {
  const { log } = playWithMistakes('kernel-half-close')
  const replay = new Replay(log)
  const order = [...log.keys()].map((index) => log.length - index)
  for (const n of [...order, 1, log.length, 3]) expect(replay.at(n)).toEqual(sessionOf(log.slice(0, n)))
  expect(replay.at(0)).toEqual(replay.at(1))
  expect(replay.at(1e9)).toEqual(replay.at(log.length))
})

test('the mistakes of a replay are the versions of the wrong attempts', () => {
  const { log } = playWithMistakes('three-way-handshake')
  const { mistakes } = new Replay(log)
  expect(mistakes.map((version) => log[version - 1]?.type)).toEqual(['segment-withheld'])
})

test('the ladder of a whole log joins each sending with its arrival', () => {
  const { log } = new Table(scenario('kernel-close-client-first')).seat().play()
  const { lines, ticks, start } = ladderOfLog(log)
  expect(lines).toHaveLength(7)
  expect(lines.every(({ fate, sentAt, arriveAt }) => fate === 'arrived' && arriveAt === sentAt + 1500)).toBe(true)
  expect(start).toEqual({ client: 'CLOSED', server: 'LISTEN' })
  const states = ticks.flatMap((tick) => (tick.kind === 'state' && tick.role === 'client' ? [tick.to] : []))
  expect(states).toEqual(['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
})

test('up to a version, what has not arrived by then is in flight', () => {
  const { log } = new Table(scenario('three-way-handshake')).seat().play()
  const sent = log.find(({ type }) => type === 'segment-sent')
  const { lines } = ladderOfLog(log, sent?.version)
  expect(lines).toMatchObject([{ fate: 'in-flight', arrivedIn: null }])
})

test('progress counts first tries and names the mistakes', () => {
  const { log } = playWithMistakes('three-way-handshake')
  const { firstTry, mistakes, sent } = progressOfLog(log, 'client')
  expect(sent).toBe(2)
  expect(firstTry).toBe(0.5)
  expect(mistakes).toMatchObject([{ rule: 'first-segment-must-be-syn', times: 1 }])
})
