import { expect, test } from 'vitest'
import { generator } from '../facts/generator.ts'
import { LEVELS } from '../facts/level.ts'
import { peerOf, ROLES } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { begin, sit } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { endAsTold } from '../testing/as-told.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { scenario } from '../testing/table.ts'
import { CHARACTERS, type Character } from './character.ts'
import { nextMove } from './partner.ts'
import { playOut } from './play-out.ts'
import { SoloSession } from './solo-session.ts'

/** 10,000 for issue 4, "It shows" 2: SOLO_GAMES=10000 npx vitest run packages/session/src/solo/partner.test.ts */
const GAMES = Number(process.env.SOLO_GAMES ?? 500)
/** Whether each level is played from both seats, as `npm run properties` does; in `npm test` they take turns. */
const BOTH = Boolean(process.env.SOLO_GAMES)
const SEED = Number(process.env.SOLO_SEED ?? 20_260)

const start = (options: Partial<Parameters<typeof SoloSession.start>[0]>) =>
  SoloSession.start({
    scenario: scenario('free-play'),
    role: 'client',
    character: 'prompt',
    level: 'coached',
    pace: 1,
    seed: 1,
    createdAt: 1_800_000_000_000,
    names: { client: 'Lin', server: 'Mei' },
    ...options,
  })

const wrong = (events: readonly object[]) =>
  events.filter((event) => 'violations' in event && (event.violations as readonly unknown[]).length > 0)

test.each(SCENARIOS.map((s, index) => [s.id, s, index] as const))(
  '%s: each character plays it to its goal with a student on either seat, at every level',
  (_, s, index) => {
    for (const [nature, character] of CHARACTERS.entries())
      for (const [seat, role] of ROLES.entries())
        for (const [shift, level] of LEVELS.entries()) {
          if (!BOTH && (index + nature + seat + shift) % 2 === 1) continue
          const student = new SoloStudent(start({ scenario: s, role, character, level })).play()
          const { log, session } = student.solo
          const where = `${character}, student ${role}, ${level}`
          expect(session.ended, where).toMatchObject({ reason: 'goal-reached' })
          expect(student.view?.end, where).toEqual(endAsTold(log, role))
          const mistakes = wrong(log)
          if (character !== 'flawed') expect(mistakes, where).toEqual([])
          for (const mistake of mistakes) expect(mistake).toMatchObject({ type: 'segment-sent', role: peerOf(role) })
        }
  },
)

/** A session in which a program has taken both seats. */
function seated(of: Scenario, options: { level: Session['level']; pace: number; seed: number }): Session {
  let { session } = begin({ scenario: of, now: 0, ...options })
  for (const role of ROLES) session = sit(session, role, role, 0)?.session ?? session
  return session
}

/**
 * The scenario over a link that loses, doubles and delays by chance; unless its segments have to cross: while one
 * waits for its counterpart no timer runs, and what is lost meanwhile would stay lost. Nor behind a box that forgets: who
 * gives up after R2 would do so for what chance has lost, before the application has had its wishes.
 */
function lossy(of: Scenario, random: () => number): Scenario {
  if (of.link.crossing.length > 0 || of.link.middlebox) return of
  const chance = { loss: random() * 0.3, duplicate: random() * 0.2, delay: random() * 0.3, delayBy: 4_000 }
  return {
    ...of,
    timers: [...new Set([...of.timers, 'retransmission', 'persist'] as const)],
    policy: { rto: 6_000, ...of.policy },
    link: { ...of.link, chance },
  }
}

test(`${GAMES} random games of partner against partner end in the goal without a violation (seed ${SEED})`, () => {
  const characters = CHARACTERS.filter((character) => character !== 'flawed')
  const pick = <T>(items: readonly T[], random: () => number) => items[Math.floor(random() * items.length)] as T
  for (let game = 0; game < GAMES; game++) {
    const seed = SEED + game
    const random = generator(seed)
    const plain = pick(SCENARIOS, random)
    const of = random() < 0.4 ? lossy(plain, random) : plain
    const level = pick(LEVELS, random)
    const cast = { client: pick(characters, random), server: pick(characters, random) }
    const session = seated(of, { level, pace: 0.1 + random() * 2, seed })
    const played = playOut(session, (now, role) => nextMove(now, role, cast[role], seed))
    const what = `seed ${seed}: ${of.id}, ${level}, ${cast.client} and ${cast.server}`
    expect(wrong(played.events), what).toEqual([])
    expect(played.session.ended, what).toMatchObject({ reason: 'goal-reached' })
  }
}, 1_000_000)

const moments = (character: Character, type: string) => {
  const { log } = new SoloStudent(start({ scenario: scenario('data-in-between'), character })).play().solo
  return log.filter((event) => event.type === type)
}

test('a prompt partner acknowledges text at once, one with delayed ACKs lets the acknowledgement ride', () => {
  const sent = (character: Character) =>
    moments(character, 'segment-sent').filter((event) => 'role' in event && event.role === 'server').length
  expect(sent('delayed-ack')).toBe(sent('prompt') - 1)
})

test('a partner with delayed ACKs acknowledges every second segment, and one that stays alone', () => {
  const of = scenario('lost-data')
  const link = { ...of.link, faults: [] }
  const { log } = new SoloStudent(start({ scenario: { ...of, link }, character: 'delayed-ack' })).play().solo
  const acks = log.filter(
    (event) => event.type === 'segment-sent' && event.role === 'server' && event.segment.flags === 0x10,
  )
  // three texts: one ACK for the first two, one for the last; and one of the FIN
  expect(acks).toHaveLength(3)
})

test('in free play closing-first closes before a student who would have gone on', () => {
  for (const role of ROLES) {
    const { log } = new SoloStudent(start({ role, character: 'closing-first' })).play().solo
    const fin = log.find((event) => event.type === 'segment-sent' && event.segment.flags & 1)
    expect(fin).toMatchObject({ role: peerOf(role) })
  }
})

test('in free play a partner answers text with as much text', () => {
  const student = new SoloStudent(start({ role: 'client' })).play()
  const { client, server } = student.solo.session.ends
  expect(client.asked).toBeGreaterThan(0)
  expect(server.asked).toBe(client.asked)
})

test('a partner takes its time, at the session’s pace, and the same seed gives the same move', () => {
  for (const pace of [0.5, 1, 2]) {
    const solo = start({ scenario: scenario('three-way-handshake'), role: 'server', pace })
    const move = nextMove(solo.session, 'client', 'prompt', 1)
    expect(move?.at).toBeGreaterThan(1_000 * pace)
    expect(move?.at).toBeLessThan(2_000 * pace)
    expect(nextMove(solo.session, 'client', 'prompt', 1)).toEqual(move)
  }
})
