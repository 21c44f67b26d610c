import { expect, test } from 'vitest'
import { DRILLABLE } from '../drill/index.ts'
import { LOCALES } from '../facts/localized.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { SoloSession } from '../solo/solo-session.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { answerOf, FACTS, factsOf, QUESTIONS, type Question } from './index.ts'
import { placeholders } from './question.ts'

const scenarioOf = ({ scenario }: Question) => {
  const found = SCENARIOS.find(({ id }) => id === scenario)
  if (!found) throw new Error(`no scenario ${scenario}`)
  return found
}

function sit(question: Question, seed: number, level: 'coached' | 'exam' = 'coached'): SoloStudent {
  const { character, role } = question
  const names = { client: 'Lin', server: 'Mei' }
  return new SoloStudent(
    SoloSession.start({ scenario: scenarioOf(question), role, character, level, pace: 0.5, seed, createdAt: 0, names }),
  )
}

const each = QUESTIONS.map((question) => [question.id, question] as const)

test.each(each)('%s: playing it gives every paragraph of the answer, with the student’s own numbers', (_, question) => {
  for (const level of ['coached', 'exam'] as const)
    for (const seed of [1, 2, 3]) {
      const { log, session } = sit(question, seed, level).play().solo
      expect(session.ended).toMatchObject({ reason: 'goal-reached' })
      const facts = factsOf(log, question.role)
      for (const locale of LOCALES) {
        const answer = answerOf(question, log, question.role, locale)
        expect(answer).toHaveLength(question.answer.length)
        for (const [index, paragraph] of answer.entries()) {
          expect(paragraph).not.toMatch(/[{}]|undefined|NaN|null/)
          for (const name of placeholders(question.answer[index]?.[locale] ?? ''))
            expect(paragraph).toContain(`${facts[name as keyof typeof facts]}`)
        }
      }
    }
})

test.each(each)('%s: until it is played to its goal, its answer claims nothing of it', (_, question) => {
  const student = sit(question, 5)
  while (!student.solo.session.ended) {
    for (const locale of LOCALES)
      expect(answerOf(question, student.solo.log, question.role, locale)).toEqual([question.answer[0]?.[locale]])
    student.step()
  }
})

test('a paragraph whose facts are not in the log is left out', () => {
  const question = QUESTIONS.find(({ id }) => id === 'why-2msl') as Question
  const { log } = sit(QUESTIONS.find(({ id }) => id === 'why-three') as Question, 1).play().solo
  expect(answerOf(question, log, 'client', 'en')).toEqual([question.answer[0]?.en])
})

test('the numbers are those of the session, not of another', () => {
  const question = QUESTIONS.find(({ id }) => id === 'why-three') as Question
  const [one, other] = [1, 2].map((seed) => sit(question, seed).play().solo)
  const answers = [one, other].map((solo) => answerOf(question, solo?.log ?? [], 'client', 'en').join())
  expect(answers[0]).not.toBe(answers[1])
  expect(answers[0]).toContain(`${one?.session.ends.client.isn}`)
})

test('every question speaks both languages, and Chinese is Chinese', () => {
  for (const { answer, id, question } of QUESTIONS)
    for (const text of [question, ...answer]) {
      expect(text['zh-CN'], id).toMatch(/\p{Script=Han}/u)
      const prose = text['zh-CN'].replace(/SYN,ACK|FIN,ACK/g, '')
      expect(prose, id).not.toMatch(/[,;:?!()]/)
      expect(text.en, id).not.toMatch(/\p{Script=Han}/u)
    }
})

test('after a RST there is no TIME-WAIT by itself, though §3.5.2 allows the resetting side one; half-open means one thing', () => {
  const [general] = QUESTIONS.find(({ id }) => id === 'rst-or-fin')?.answer ?? []
  for (const locale of LOCALES) expect(general?.[locale]).toMatch(/ABORT.*TIME-WAIT.*§3\.5\.2/)
  for (const { answer, id, question } of QUESTIONS)
    for (const text of [question, ...answer]) {
      expect(text.en, id).not.toMatch(/half-open/)
      expect(text['zh-CN'], id).not.toContain('半打开')
    }
})

test('what shows more of an answer are other scenarios that there are', () => {
  for (const { also, id, scenario } of QUESTIONS) {
    expect(
      SCENARIOS.map((one) => one.id),
      id,
    ).toEqual(expect.arrayContaining(also))
    expect(also, id).not.toContain(scenario)
  }
})

test('each question has a scenario, and a rule that can be drilled', () => {
  for (const question of QUESTIONS) {
    expect(scenarioOf(question).title['zh-CN'], question.id).toMatch(/\p{Script=Han}/u)
    expect(
      question.rules.filter((rule) => DRILLABLE.includes(rule)),
      question.id,
    ).not.toEqual([])
  }
})

test('ids are unique, and every fact is quoted somewhere', () => {
  expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length)
  const quoted = new Set(QUESTIONS.flatMap(({ answer }) => answer.flatMap(({ en }) => placeholders(en))))
  expect([...quoted].sort()).toEqual([...FACTS].sort())
})

test('the answer about TIME-WAIT counts the FINs that came, and the seconds that were waited', () => {
  const question = QUESTIONS.find(({ id }) => id === 'why-2msl') as Question
  const facts = factsOf(sit(question, 1).play().solo.log, 'client')
  expect(facts.twomsl).toBe(9)
  expect(facts.waited).toBeGreaterThan(9)
  const lost = QUESTIONS.find(({ id }) => id === 'last-ack-lost') as Question
  expect(factsOf(sit(lost, 1).play().solo.log, 'server').fins).toBe(2)
})
