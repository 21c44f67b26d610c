import { judge, RULE_IDS } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { spoilings } from '../drill/spoilings.ts'
import { dueNow } from '../eyes/due-now.ts'
import { see } from '../eyes/eyes.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { SessionEvent } from '../facts/event.ts'
import { LEVELS } from '../facts/level.ts'
import { peerOf, ROLES } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { scenario } from '../testing/table.ts'
import { noticed } from './noticed.ts'
import { rightMove } from './right-move.ts'
import { SoloSession } from './solo-session.ts'

/** Whether each scenario is played with both seeds, as `npm run properties` does; in `npm test` they take turns. */
const BOTH = Boolean(process.env.SOLO_GAMES)

const flawed = (options: Partial<Parameters<typeof SoloSession.start>[0]>) =>
  SoloSession.start({
    scenario: scenario('data-in-between'),
    role: 'client',
    character: 'flawed',
    level: 'coached',
    pace: 1,
    seed: 1,
    createdAt: 0,
    names: { client: 'Lin', server: 'Mei' },
    ...options,
  })

test('every mistake of the flawed partner carries its rule in the log, and a student who answers rightly has noticed it', {}, () => {
  let games = 0
  let mistakes = 0
  let answered = 0
  for (const [index, s] of SCENARIOS.entries())
    for (const role of ROLES)
      for (const [shift, level] of LEVELS.entries())
        for (const seed of BOTH ? [1, 2] : [1 + ((index + shift) % 2)]) {
          const { log } = new SoloStudent(flawed({ scenario: s, role, level, seed })).play().solo
          games++
          const strays = log.filter(isMistake)
          const found = noticed(log, role)
          expect(found.map(({ version }) => version)).toEqual(strays.map(({ version }) => version))
          for (const one of found) {
            const where = `${s.id}, student ${role}, ${level}, seed ${seed}, version ${one.version}`
            expect(RULE_IDS, where).toContain(one.rule)
            expect(one.noticed, where).toBe(true)
            expect(one.answer !== null, where).toBe(one.owed.length > 0)
            if (one.answer !== null) expect(log[one.answer - 1]).toMatchObject({ type: 'segment-sent', role })
            mistakes++
            if (one.owed.length > 0) answered++
          }
        }
  expect(mistakes / games).toBeGreaterThan(10 / (2 * 2 * LEVELS.length))
  expect(answered / mistakes).toBeGreaterThan(0.5)
})

/** A segment that left although it was wrong. */
const isMistake = (event: SessionEvent) => event.type === 'segment-sent' && event.violations.length > 0

/** A flawed game up to where the student's end has taken a wrong segment that asks for an answer. */
function untilMistaken(level: 'coached' | 'exam', stop: 'arrived' | 'taken'): SoloStudent {
  for (let seed = 1; seed < 60; seed++) {
    const student = new SoloStudent(flawed({ level, seed }))
    while (student.step()) {
      const [one] = noticed(student.solo.log, 'client')
      if (!one || one.arrived === null) continue
      if (stop === 'arrived' || one.owed.length > 0) return student
    }
  }
  throw new Error('no seed makes such a mistake')
}

test('whoever leaves without the answer has not noticed', () => {
  const student = untilMistaken('coached', 'taken')
  student.move({ type: 'leave' })
  expect(noticed(student.solo.log, 'client')[0]).toMatchObject({ noticed: false, answer: null })
})

test('a wrong attempt before the answer is counted, and the answer counts', () => {
  const student = untilMistaken('coached', 'taken')
  const nonsense = { flags: 3, seq: 1, ack: 1, length: 0 }
  expect(student.move({ type: 'send-segment', segment: nonsense })).toMatchObject({ type: 'violation' })
  student.play()
  expect(noticed(student.solo.log, 'client')[0]).toMatchObject({ noticed: true, attempts: 1 })
})

test('on the wire: a wrong answer is no reason to say that none was needed, though something makes it so then', () => {
  let needless = 0
  for (const s of SCENARIOS)
    for (const role of ROLES)
      for (const seed of [1, 2]) {
        const student = new SoloStudent(flawed({ scenario: s, role, level: 'wire', seed }))
        while (student.step()) {
          const { log, session } = student.solo
          const end = session.ends[role]
          // what has been noticed is found by folding the whole log again: not while there is nothing to notice
          if (end.inbox.length > 0 || !log.some(isMistake)) continue
          const one = noticed(log, role).at(-1)
          if (!one || one.owed.length === 0 || one.answer !== null) continue
          const [due] = dueNow(end)
          const wrong = spoilings(end, due?.segment ?? null).filter((spoilt) => !judge(end.tcb, spoilt).legal)[3 * seed]
          if (wrong) student.move({ type: 'send-segment', segment: choiceOf(wrong) })
          break
        }
        student.play()
        for (const { answer, attempts, noticed: seen } of noticed(student.solo.log, role)) {
          if (attempts === 0 || answer !== null) continue
          needless++
          expect(seen, `${s.id}, student ${role}, seed ${seed}`).toBe(false)
        }
      }
  expect(needless).toBeGreaterThan(5)
})

test('exam: a check that was wrong at first has not noticed, whatever is answered then', () => {
  const student = untilMistaken('exam', 'arrived')
  const right = rightMove(student.solo.session, 'client', 'prompt', 1)
  if (right?.command.type !== 'check-arrival') throw new Error('there should be an arrival to check')
  const { check } = right.command
  student.move({ type: 'check-arrival', check: { ...check, state: check.state === 'CLOSED' ? 'LISTEN' : 'CLOSED' } })
  student.play()
  expect(noticed(student.solo.log, 'client')[0]).toMatchObject({ noticed: false, attempts: 1 })
})

test('the student does not learn that the partner is not judged, nor what was wrong, while it is played', () => {
  for (const level of LEVELS)
    for (const seed of [1, 2, 3]) {
      const { messages, solo } = new SoloStudent(flawed({ level, seed })).play()
      expect(solo.session.unjudged).toBe('server')
      expect(JSON.stringify(messages)).not.toContain('unjudged')
      const [mistake] = noticed(solo.log, 'client')
      expect(JSON.stringify(messages)).not.toContain(mistake?.rule ?? 'a rule')
    }
})

test('after a mistake the partner is right for a while, and goes on with what it should have sent', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { log } = new SoloStudent(flawed({ scenario: scenario('kernel-half-close'), seed })).play().solo
    const own = log.filter((event) => event.type === 'segment-sent' && event.role === peerOf('client'))
    const wrong = own.map((event) => 'violations' in event && event.violations.length > 0)
    for (const [index, isWrong] of wrong.entries())
      if (isWrong) expect(wrong.slice(index + 1, index + 4)).not.toContain(true)
  }
})

test('what an unjudged seat sends is never withheld, and its seat is not told', () => {
  const { log } = new SoloStudent(flawed({ seed: 3 })).play().solo
  for (const event of log)
    if (event.type === 'segment-sent' && event.violations.length > 0)
      expect(see(event, 'server')).not.toHaveProperty('violations')
})
