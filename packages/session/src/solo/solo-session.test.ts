import { expect, test } from 'vitest'
import { see } from '../eyes/eyes.ts'
import { sessionOf } from '../readings/moments.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario } from '../testing/table.ts'
import { CHARACTERS } from './character.ts'
import { SoloSession } from './solo-session.ts'
import { verify } from './verify.ts'

const start = (options: Partial<Parameters<typeof SoloSession.start>[0]> = {}) =>
  SoloSession.start({
    scenario: scenario('open-and-close-from-client'),
    role: 'client',
    character: 'prompt',
    level: 'coached',
    pace: 1,
    seed: 1,
    createdAt: 1_800_000_000_000,
    names: { client: 'Lin', server: 'Mei' },
    ...options,
  })

test('join is answered with welcome and with all that the seat may see, or with what it lacks', () => {
  const solo = start()
  const join = { type: 'join', session: 'S'.repeat(22), token: 'T'.repeat(22) } as const
  const [welcome, events] = solo.receive({ ...join, since: 0 }, 0)
  expect(welcome).toMatchObject({ type: 'welcome', role: 'client', now: 0 })
  expect(events).toMatchObject({ type: 'events', since: 0 })
  expect(events?.type === 'events' && events.events).toEqual(solo.log.flatMap((event) => see(event, 'client') ?? []))
  const [, later] = solo.receive({ ...join, since: solo.session.version }, 5)
  expect(later).toMatchObject({ type: 'events', since: solo.session.version, events: [] })
})

test('a move is answered after the events it caused, and the same move again with the same answer', () => {
  const student = new SoloStudent(start())
  const { isn } = student.solo.session.ends.client
  const command = { type: 'send-segment', segment: chosen('S', isn) } as const
  const answer = student.move(command, { id: 'the-very-move' })
  expect(answer).toMatchObject({ type: 'accepted', id: 'the-very-move' })
  expect(student.messages.at(-2)).toMatchObject({ type: 'events', version: (answer as { version: number }).version })
  expect(student.move(command, { id: 'the-very-move' })).toEqual(answer)
  expect(student.solo.log.filter(({ type }) => type === 'segment-sent')).toHaveLength(1)
})

test('a wrong move is explained, and a move on an outdated view refused', () => {
  const student = new SoloStudent(start())
  const wrong = student.move({ type: 'send-segment', segment: chosen('A', 1) })
  expect(wrong).toMatchObject({ type: 'violation', violations: [{ rule: 'first-segment-must-be-syn' }] })
  const outdated = student.move({ type: 'send-segment', segment: chosen('S', 9) }, { version: 1 })
  expect(outdated).toMatchObject({ type: 'refusal', refusal: 'outdated-view' })
})

test('nothing is told of what the student may not see: the partner’s moves say nothing until they arrive', () => {
  const student = new SoloStudent(start({ role: 'server' }))
  const before = student.messages.length
  student.wait() // the client's SYN leaves
  expect(student.solo.log.at(-1)).toMatchObject({ type: 'segment-sent', role: 'client' })
  expect(student.messages).toHaveLength(before)
  student.wait() // and arrives
  expect(student.messages.at(-1)).toMatchObject({ type: 'events', events: [{ type: 'segment-arrived' }] })
  const bytes = JSON.stringify(student.messages)
  for (const secret of ['seed', 'arrivals', '"sent"', 'wishes']) expect(bytes).not.toContain(secret)
})

test('nothing happens unless time passes, and play time never runs backwards', () => {
  const student = new SoloStudent(start())
  const { dueAt, session } = student.solo
  expect(dueAt).toBeNull() // it is the student's turn to open
  expect(student.solo.elapse(1_000_000)).toEqual([])
  expect(student.solo.session).toBe(session)
  student.play()
  const { at } = student.solo.session
  expect(student.solo.heartbeat(0)).toEqual({ type: 'heartbeat', now: at })
  const times = student.solo.log.map((event) => event.at)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('one that was stored goes on where it was left, whenever that was', () => {
  const first = new SoloStudent(start({ seed: 4, character: 'flawed', role: 'server' }))
  const records = [first.solo.record]
  while (first.step()) records.push(first.solo.record)
  expect(records.length).toBeGreaterThan(12)
  for (const record of records.slice(0, -1)) {
    const student = new SoloStudent(SoloSession.resume(JSON.parse(JSON.stringify(record)))).play()
    expect(student.solo.session.ended).toMatchObject({ reason: 'goal-reached' })
    expect(sessionOf(student.solo.record.log)).toEqual(student.solo.session)
  }
})

test('a tab that slept for an hour finds the partner where it was, not everything over', () => {
  const student = new SoloStudent(start({ role: 'server' }))
  student.now = 3_600_000
  student.wait()
  // the SYN has left at last, and will arrive
  expect(student.solo.session.inFlight).toHaveLength(1)
  student.play()
  expect(student.solo.session.ended).toMatchObject({ reason: 'goal-reached' })
})

test('a log is one that can be verified, however late the clock calls', () => {
  for (const character of CHARACTERS)
    for (const late of [1, 7, 37, 240]) {
      const wish = { scenario: scenario('data-in-between'), character, pace: 0.1, seed: late } as const
      const student = new SoloStudent(start(wish))
      while (!student.solo.session.ended) {
        const { dueAt } = student.solo
        if (dueAt !== null) student.now = Math.max(student.now, dueAt + late)
        student.wait()
        student.step()
      }
      expect(verify(JSON.parse(JSON.stringify(student.solo.log)))).toMatchObject({ ok: true })
    }
})
