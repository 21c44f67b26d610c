import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { ClassCommandSchema } from '../facts/class-command.ts'
import { RoundPlanSchema } from '../facts/round-plan.ts'
import { running } from '../table/classroom.ts'
import { Lesson } from '../testing/lesson.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import { planOf, plansOf } from './plans.ts'
import { pointReached } from './point-reached.ts'
import { roundClock } from './round-clock.ts'

describe('the round’s clock', () => {
  const lesson = new Lesson(4)
  const clock = () => roundClock(lesson.classroom.rounds.at(-1) ?? expect.fail(), lesson.now)
  lesson.start({ minutes: 8 })

  test('leaves pauses out, and stands still in them', () => {
    lesson.now += 60_000
    expect(clock()).toEqual({ elapsed: 60_000, left: 420_000, stands: false })
    lesson.give({ type: 'pause' })
    lesson.now += 600_000
    expect(clock()).toEqual({ elapsed: 60_000, left: 420_000, stands: true })
    lesson.give({ type: 'resume' })
    lesson.now += 30_000
    lesson.give({ type: 'pause' })
    lesson.now += 5_000
    lesson.give({ type: 'resume' })
    lesson.now += 30_000
    expect(clock()).toEqual({ elapsed: 120_000, left: 360_000, stands: false })
  })

  test('is at zero when the minutes are over, and stops when the round is closed in a pause', () => {
    lesson.now += 600_000
    expect(clock()).toEqual({ elapsed: 720_000, left: 0, stands: false })
    lesson.give({ type: 'pause' })
    lesson.now += 60_000
    lesson.give({ type: 'close-round' })
    lesson.now += 60_000
    expect(clock()).toEqual({ elapsed: 720_000, left: 0, stands: true })
  })

  test('has nothing to run down without minutes', () => {
    const open = new Lesson(2)
    open.start()
    expect(roundClock(running(open.classroom) ?? expect.fail(), open.now + 9_000)).toMatchObject({
      elapsed: 9_000,
      left: null,
    })
  })
})

test('a pair comes to the handshake, then to the first FIN, then to the goal', () => {
  const pair = new SimulatedPair(5, { client: 'prompt', server: 'prompt' })
  const seen: string[] = []
  for (let now = 0; now < 300_000 && !pair.session.ended; now += 250) {
    const { session } = pair.until(now)
    const { client, server } = session.ends
    const points = (['handshake', 'first-fin', 'goal'] as const).filter((point) => pointReached(session, point))
    if (points.join() !== seen.at(-1)) seen.push(points.join())
    if (seen.length === 1 && points.includes('handshake'))
      expect([client.tcb.state, server.tcb.state]).toContain('ESTABLISHED')
    if (session.ends.client.tcb.state === 'SYN-RECEIVED' || session.ends.server.tcb.state === 'SYN-RECEIVED')
      expect(points).toEqual([])
  }
  expect(seen).toEqual(['', 'handshake', 'handshake,first-fin', 'handshake,first-fin,goal'])
})

test('what a round used is a plan that gives the same round again', () => {
  const lesson = new Lesson(4)
  lesson.start({
    scenario: 'half-close',
    level: 'exam',
    pace: 0.5,
    minutes: 6,
    rotation: 'swap',
    odd: 'network',
    until: 'first-fin',
  })
  lesson.give({ type: 'close-round' })
  const [plan] = plansOf(lesson.classroom)
  const again = new Lesson(4)
  again.give(
    v.parse(ClassCommandSchema, { type: 'plan-round', ...v.parse(RoundPlanSchema, JSON.parse(JSON.stringify(plan))) }),
  )
  expect(plansOf(again.classroom)).toEqual([plan])
  again.give(v.parse(ClassCommandSchema, { type: 'start-round' }))
  expect(planOf(running(again.classroom) ?? expect.fail())).toEqual(plan)
})
