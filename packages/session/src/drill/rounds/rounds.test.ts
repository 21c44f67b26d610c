import { expect, test } from 'vitest'
import { answerRounds } from './answer-rounds.ts'
import { drawRounds, mayLeave } from './draw-rounds.ts'
import { ROUNDS_TASKS, type RoundsExercise, type RoundsTask } from './rounds-exercise.ts'
import { stretches } from './stretches.ts'
import { type LossSign, roundOf, transmissionRounds } from './transmission-round.ts'

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed)

const windows = (ssthresh: number, losses: readonly (readonly [number, LossSign])[], last: number) =>
  transmissionRounds({ number: 1, cwnd: 1, ssthresh }, new Map(losses), last).map(({ cwnd }) => cwnd)

test('ssthresh 8, a timeout when cwnd has come to 12: 1 2 4 8 9 10 11 12, then 1 2 4 6 7 8 9 (谢希仁, 计算机网络, 5-38)', () => {
  expect(windows(8, [[8, 'timeout']], 15)).toEqual([1, 2, 4, 8, 9, 10, 11, 12, 1, 2, 4, 6, 7, 8, 9])
})

test('26 rounds with three duplicates in the 16th and a timeout in the 22nd; segment 70 is in the 7th (谢希仁, 5-39)', () => {
  const counted = transmissionRounds(
    { number: 1, cwnd: 1, ssthresh: 32 },
    new Map([
      [16, 'duplicates'],
      [22, 'timeout'],
    ]),
    26,
  )
  expect(counted.map(({ cwnd }) => cwnd)).toEqual([
    1, 2, 4, 8, 16, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 21, 22, 23, 24, 25, 26, 1, 2, 4, 8,
  ])
  const slow = counted.filter(({ phase }) => phase === 'slow-start').map(({ number }) => number)
  expect(slow).toEqual([1, 2, 3, 4, 5, 23, 24, 25, 26])
  expect([1, 18, 24].map((number) => counted[number - 1]?.ssthresh)).toEqual([32, 21, 13])
  expect([1, 3, 4, 63, 64, 70, 96, 97].map((segment) => roundOf(segment, counted))).toEqual([1, 2, 3, 6, 7, 7, 7, 8])
  expect(roundOf(100_000, counted)).toBeNull()
})

test('a timeout at 16 segments, then four rounds that all are acknowledged: 9 (408 of 2009, question 39)', () => {
  const counted = transmissionRounds({ number: 0, cwnd: 16, ssthresh: 16 }, new Map([[0, 'timeout']]), 5)
  expect(counted.map(({ cwnd }) => cwnd)).toEqual([16, 1, 2, 4, 8, 9])
})

test('ssthresh is never fewer than two segments (RFC 5681 equation 4)', () => {
  expect(
    transmissionRounds(
      { number: 1, cwnd: 1, ssthresh: 8 },
      new Map([
        [1, 'timeout'],
        [2, 'duplicates'],
      ]),
      3,
    ).map(({ cwnd, ssthresh }) => [cwnd, ssthresh]),
  ).toEqual([
    [1, 8],
    [1, 2],
    [2, 2],
  ])
})

const all = (task: RoundsTask) => SEEDS.map((seed) => drawRounds(task, seed))
const rightOf = ({ questions }: RoundsExercise) => questions.map(({ answer }) => answer)

test.each(ROUNDS_TASKS)(
  '%s: the same seed gives the same, others give others, and the right answers are right',
  (task) => {
    const drawn = all(task)
    expect(new Set(drawn.map(({ given }) => JSON.stringify(given))).size).toBeGreaterThan(15)
    for (const exercise of drawn) {
      expect(drawRounds(task, exercise.seed)).toEqual(exercise)
      expect(exercise.given.task).toBe(task)
      for (const { right, slip } of answerRounds(exercise, rightOf(exercise)))
        expect([right, slip]).toEqual([true, null])
      for (const answer of rightOf(exercise))
        if (typeof answer === 'number') {
          expect(Number.isInteger(answer)).toBe(true)
          expect(answer).toBeGreaterThan(0)
        }
    }
  },
)

test.each(ROUNDS_TASKS)(
  '%s: a common wrong answer is not right, and is said to be that slip; another is only wrong',
  (task) => {
    for (const exercise of all(task)) {
      const nothing = exercise.questions.map(() => null)
      expect(answerRounds(exercise, nothing).every(({ right, slip }) => !right && slip === null)).toBe(true)
      for (const [index, { answer, slips }] of exercise.questions.entries()) {
        expect(slips.length).toBeGreaterThan(0)
        expect(new Set(slips.map(({ said }) => said)).size).toBe(slips.length)
        for (const { said, slip } of slips) {
          expect(said).not.toBe(answer)
          expect(answerRounds(exercise, nothing.with(index, said as never))[index]).toEqual({ right: false, slip })
        }
      }
      expect(answerRounds(exercise, nothing.with(0, 123_457 as never))[0]).toEqual({ right: false, slip: null })
    }
  },
)

test('what is asked follows from what is given, counted here once more and by hand', () => {
  for (const { given, questions } of [...all('rounds-timeout'), ...all('rounds-duplicates')]) {
    if (given.task !== 'rounds-timeout' && given.task !== 'rounds-duplicates') throw new Error('another task')
    let cwnd = 1
    for (let round = 1; round < given.round; round++)
      cwnd = cwnd < given.ssthresh ? Math.min(cwnd * 2, given.ssthresh) : cwnd + 1
    expect(cwnd % 2).toBe(0)
    expect(questions[0]?.answer).toBe(cwnd / 2)
    expect(questions[1]?.answer).toBe(given.task === 'rounds-timeout' ? 1 : cwnd / 2)
  }
  for (const { given, questions } of all('rounds-segment')) {
    if (given.task !== 'rounds-segment') throw new Error('another task')
    let [cwnd, left, round] = [1, given.segment, 1]
    for (; left > cwnd; round++) {
      left -= cwnd
      cwnd = cwnd < given.ssthresh ? Math.min(cwnd * 2, given.ssthresh) : cwnd + 1
    }
    expect(questions[0]?.answer).toBe(round)
  }
})

test('how much may leave: of 4 segments of 1000 bytes 2 have left, 1 is acknowledged, which offers 2000: 1000 (408 of 2010)', () => {
  for (const { given, questions } of all('rounds-window')) {
    if (given.task !== 'rounds-window') throw new Error('another task')
    const { acknowledged, cwnd, mss, rwnd, sent } = given
    expect(questions[0]?.answer).toBe((Math.min(cwnd + acknowledged, rwnd) - (sent - acknowledged)) * mss)
  }
  expect(mayLeave({ mss: 1000, cwnd: 4, sent: 2, acknowledged: 1, rwnd: 2 })).toBe(1000)
  expect(mayLeave({ mss: 1000, cwnd: 4, sent: 4, acknowledged: 1, rwnd: 2 })).toBe(0)
})

test('what is read off the windows has one reading: growth turns where ssthresh is, and both kinds of loss are there', () => {
  for (const { given, questions, rounds } of all('rounds-reading')) {
    if (given.task !== 'rounds-reading') throw new Error('another task')
    expect(given.windows.length).toBeLessThan(60)
    const [turn, ...signs] = questions
    const grows = given.windows.findIndex((cwnd, at) => at > 0 && given.windows[at + 1] === cwnd + 1 && cwnd > 2)
    expect(turn?.answer).toBe(given.windows[grows])
    const losses = rounds.filter(({ loss }) => loss !== null)
    expect(losses.map(({ loss }) => loss).sort()).toEqual(['duplicates', 'timeout'])
    for (const { number, loss } of losses) {
      expect(given.windows[number]).toBe(loss === 'timeout' ? 1 : (given.windows[number - 1] ?? 0) / 2)
      expect(signs.find(({ asked }) => asked.what === 'sign' && asked.round === number)?.answer).toBe(loss)
    }
  }
})

test('how windows come about is told in stretches: slow start, cut at ssthresh, congestion avoidance, loss, and again', () => {
  const counted = transmissionRounds({ number: 1, cwnd: 1, ssthresh: 12 }, new Map([[7, 'timeout']]), 10)
  expect(stretches(counted)).toEqual([
    { kind: 'slow-start', from: 1, to: 5, windows: [1, 2, 4, 8, 12], ssthresh: 12, cut: true },
    { kind: 'congestion-avoidance', from: 5, to: 7, windows: [12, 13, 14], ssthresh: 12, cut: false },
    { kind: 'loss', sign: 'timeout', round: 7, cwnd: 14, after: { cwnd: 1, ssthresh: 7 } },
    { kind: 'slow-start', from: 8, to: 10, windows: [1, 2, 4], ssthresh: 7, cut: false },
  ])
  const reno = transmissionRounds({ number: 1, cwnd: 1, ssthresh: 8 }, new Map([[4, 'duplicates']]), 6)
  expect(stretches(reno).map(({ kind }) => kind)).toEqual(['slow-start', 'loss', 'congestion-avoidance'])
  const again = transmissionRounds({ number: 0, cwnd: 16, ssthresh: 16 }, new Map([[0, 'timeout']]), 5)
  expect(stretches(again).map(({ kind }) => kind)).toEqual(['loss', 'slow-start', 'congestion-avoidance'])
})

test('every window of every exercise is told', () => {
  for (const task of ROUNDS_TASKS)
    for (const { rounds } of all(task).slice(0, 100)) {
      const told = stretches(rounds).flatMap((stretch) =>
        stretch.kind === 'loss' ? [stretch.cwnd, stretch.after.cwnd] : stretch.windows,
      )
      for (const { cwnd } of rounds) expect(told).toContain(cwnd)
    }
})
