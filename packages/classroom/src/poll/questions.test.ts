import { judge } from '@woshou/protocol'
import { fill, peerOf, ROLES, type SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { isRight, QuestionSchema } from '../facts/question.ts'
import { MISCONCEPTION_IDS, type Misconception } from '../testing/manner.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import { ladderOf } from './drawing.ts'
import { proposalsOf } from './proposals.ts'
import { questionOf } from './question-of.ts'
import { absolute, basesAt, endOf } from './relative.ts'
import { keyOf, type WrongMove, wrongMovesOf } from './wrong-moves.ts'

/** A pair of which one believes something wrong of every segment; each student is called by a name of their own. */
function pairOf(nth: number, misconception: Misconception | null, scenario = 'three-way-handshake') {
  const manners = { client: misconception ? 'stubborn' : 'prompt', server: 'prompt' } as const
  const pair = new SimulatedPair(nth, manners, scenario, 'coached', misconception ?? 'seq-ahead').until(120_000)
  const log = pair.log.map(
    (event): SessionEvent => ('name' in event ? { ...event, name: `${event.role} of pair ${nth}` } : event),
  )
  return { session: `pair-${nth}`, log }
}

const PLANTED: readonly (readonly [Misconception, number])[] = [
  ['ack-of-what-came', 20],
  ['no-ack', 12],
  ['seq-ahead', 8],
  ['flags-take-no-number', 5],
]

/** Sixty pairs: in so many of them one student has a misconception; the rest have none. */
function lesson() {
  const misconceptions = PLANTED.flatMap(([id, times]) => Array.from({ length: times }, () => id))
  return Array.from({ length: 60 }, (_, nth) => pairOf(nth, misconceptions[nth] ?? null))
}

describe('what a class is asked', () => {
  const sessions = lesson()
  const moves = sessions.flatMap(({ log, session }) => wrongMovesOf(session, log))
  const proposals = proposalsOf(moves)

  it('is first what most students got wrong, each counted once however often they tried', () => {
    expect(proposals[0]?.students).toBe(20)
    expect(proposals[0]?.here).toBe(20)
    const numbers = proposals.map(({ students }) => students)
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    expect(new Set(numbers)).toEqual(new Set([20, 12, 8, 5]))
  })

  it('offers the right move, what the class did wrong at such a moment, and nothing yet as the last', () => {
    const [first] = proposals
    const log = sessions.find(({ session }) => session === first?.move.session)?.log ?? []
    const question = questionOf(first?.move.session ?? '', log, first?.move.version ?? 0, first?.tried)
    expect(v.parse(QuestionSchema, question)).toEqual(question)
    expect(question?.rule).toBe(first?.rule)
    expect(question?.choices.filter(isRight)).toHaveLength(1)
    expect(question?.choices).toHaveLength(5)
    expect(question?.choices.at(-1)).toEqual({ kind: 'nothing-yet', right: false })
    const wrong = question?.choices.flatMap((one) => (one.kind === 'segment' && one.rule ? [one.segment] : []))
    // all four misconceptions meet at this moment: three of them are offered, the asked one among them
    for (const segment of wrong ?? []) expect(first?.tried).toContainEqual(segment)
    expect(wrong).toContainEqual(first?.tried[0])
  })

  it('is of no two moments that differ in their scenario alone', () => {
    const scenarios = ['three-way-handshake', 'data-in-between', 'half-close']
    const played = scenarios.flatMap((scenario, nth) =>
      Array.from({ length: 4 }, (_, pair) => pairOf(nth * 10 + pair, 'no-ack', scenario)),
    )
    const found = proposalsOf(played.flatMap(({ log, session }) => wrongMovesOf(session, log)))
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map(({ rule, situation }) => `${rule} ${situation}`)).size).toBe(found.length)
  })

  it('counts no move of a bot or a partner', () => {
    const log = sessions[0]?.log ?? []
    const wrong = wrongMovesOf('x', log)
    expect(wrong.length).toBeGreaterThan(0)
    const [first] = wrong
    const role = log.find(({ version }) => version === first?.version)
    const asBot = log.map(
      (event): SessionEvent =>
        event.type === 'seat-taken' && role && 'role' in role && event.role === role.role
          ? { ...event, by: 'bot' }
          : event,
    )
    expect(wrongMovesOf('x', asBot)).toEqual([])
  })

  it('says by nothing but chance which place is right', () => {
    const places = new Map<number, number>()
    for (const move of moves) {
      const log = sessions.find(({ session }) => session === move.session)?.log ?? []
      const right = questionOf(move.session, log, move.version)?.choices.findIndex(isRight) ?? -1
      places.set(right, (places.get(right) ?? 0) + 1)
    }
    expect(places.size).toBeGreaterThanOrEqual(3)
    for (const times of places.values()) expect(times).toBeLessThan(moves.length * 0.7)
  })

  it('has no name, no number of the pair, and nothing of the move itself or after it', () => {
    for (const move of moves.slice(0, 40)) {
      const log = sessions.find(({ session }) => session === move.session)?.log ?? []
      const question = questionOf(move.session, log, move.version)
      expect(question).not.toBeNull()
      const seen = JSON.stringify([question?.seen, question?.ladder])
      expect(seen).not.toContain('of pair')
      for (const drawing of [question?.seen, question?.ladder]) {
        const before = log.filter(({ type, version }) => version < move.version && type === 'segment-sent').length
        expect(drawing?.lines.length).toBeLessThanOrEqual(before)
        // no gaps, by which an end would know how often something happened at the other one
        const versions = new Set([...(drawing?.lines ?? []), ...(drawing?.ticks ?? [])].map(({ version }) => version))
        expect([...versions].sort((a, b) => a - b)).toEqual([...versions].map((_, index) => index + 1))
      }
      for (const { segment } of question?.ladder.lines ?? []) expect(segment.seq).toBeLessThan(1_000)
    }
  })

  it('is nothing where no segment was sent or tried', () => {
    const log = sessions[0]?.log ?? []
    const arrived = log.find(({ type }) => type === 'segment-arrived')
    expect(questionOf('x', log, arrived?.version ?? 0)).toBeNull()
    expect(questionOf('x', log, 9_999)).toBeNull()
  })

  it('asks of a right move as well, chosen by hand', () => {
    const { log } = pairOf(59, null)
    const sent = log.filter(({ type }) => type === 'segment-sent').at(-1)
    const question = questionOf('x', log, sent?.version ?? 0)
    expect(question?.choices.length).toBeGreaterThanOrEqual(4)
    expect(question?.choices.filter(isRight)).toHaveLength(1)
  })
})

describe('a moment in relative numbers', () => {
  const logs = SCENARIOS.filter(({ calls }) => calls !== 'observed').flatMap(({ id }, nth) =>
    MISCONCEPTION_IDS.flatMap((misconception) =>
      ROLES.map((wrong) => {
        const manners = { [wrong]: 'stubborn', [peerOf(wrong)]: 'prompt' } as const
        const pair = new SimulatedPair(nth, manners as never, id, 'coached', misconception).until(200_000)
        return { id, log: pair.log }
      }),
    ),
  )

  it('is what leaves when its choices are chosen: the right one is right, each wrong one breaks the rule that it says', () => {
    let judged = 0
    for (const { id, log } of logs)
      for (const { rule, segment, version } of wrongMovesOf('x', log).slice(0, 3)) {
        const question = questionOf('x', log, version, [segment])
        const before = log.filter((event) => event.version < version)
        const end = question && endOf(before, question.role)
        if (!end || !question) throw new Error('nothing to ask')
        const bases = basesAt(before, question.role, end)
        for (const choice of question.choices) {
          if (choice.kind === 'nothing-yet') continue
          const { legal, violations } = judge(end.tcb, fill(end, absolute(choice.segment, question.role, bases)))
          expect(legal, id).toBe(choice.rule === null)
          expect(violations[0] ?? null).toEqual(choice.violation)
        }
        const asked = question.choices.find((one) => one.kind === 'segment' && keyOf(one.segment) === keyOf(segment))
        expect(asked, id).toMatchObject({ rule })
        judged += 1
      }
    expect(judged).toBeGreaterThan(200)
  })

  it('is the same for pairs with other numbers', () => {
    const keys = (seed: number): readonly Pick<WrongMove, 'moment' | 'segment'>[] => {
      const pair = new SimulatedPair(
        seed,
        { client: 'stubborn', server: 'prompt' },
        'three-way-handshake',
        'coached',
        'no-ack',
      )
      return wrongMovesOf('x', pair.until(60_000).log).map(({ moment, segment }) => ({ moment, segment }))
    }
    const [a] = keys(1)
    const [b] = keys(2)
    expect(a).toBeDefined()
    expect(a).toEqual(b)
  })

  it('can be drawn', () => {
    for (const { log } of logs.filter((_, index) => index % 5 === 0)) {
      const withheld = log.find(({ type }) => type === 'segment-withheld')
      if (!withheld) continue
      const question = questionOf('x', log, withheld.version)
      if (!question) throw new Error('nothing to ask')
      const drawn = ladderOf(question.ladder)
      expect(drawn.lines.map(({ segment }) => segment.text.length)).toEqual(
        question.ladder.lines.map(({ segment }) => segment.length),
      )
    }
  })
})

it('counts from the cookie that a full listener owes, so that all pairs are at the same moment', () => {
  const manners = { client: 'prompt', server: 'stubborn' } as const
  const moves = [1, 2, 3].flatMap((nth) => {
    const pair = new SimulatedPair(nth, manners, 'syn-cookies', 'coached', 'ack-of-what-came').until(120_000)
    const [first] = wrongMovesOf(`pair-${nth}`, pair.log)
    return first ? [first] : []
  })
  expect(moves.map(({ segment }) => segment.seq)).toEqual([0, 0, 0])
  expect(new Set(moves.map(({ moment }) => moment)).size).toBe(1)
})
