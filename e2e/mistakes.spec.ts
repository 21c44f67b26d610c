import type { RuleId } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import { expect, test } from './pair.ts'
import { playTrace } from './play-trace.ts'
import { readTrace } from './trace.ts'

const trace = readTrace('half-close-client-then-server-data')
/** The two initial sequence numbers; the number of the client's FIN. */
const X = 2038532697
const Y = 1204630230
const FIN = X + 8

/** The seven mistakes that the source notes warn of, each made before the kernel's segment `before`. */
const MISTAKES: readonly {
  readonly name: string
  readonly before: number
  readonly who: Role
  readonly state: string
  readonly typed: string
  readonly rule: RuleId
  /** What the note must name: the number that would have been right. */
  readonly right?: string
}[] = [
  {
    name: 'data before ESTABLISHED',
    before: 1,
    who: 'client',
    state: 'SYN-SENT',
    typed: `A seq=${X + 1} ack=0 len=5`,
    rule: 'data-before-established',
  },
  {
    name: 'the acknowledgement not incremented after SYN',
    before: 1,
    who: 'server',
    state: 'SYN-RECEIVED',
    typed: `SA seq=${Y} ack=${X}`,
    rule: 'synack-ack-equals-isn',
    right: `${X + 1}`,
  },
  {
    name: 'the ACK flag forgotten',
    before: 1,
    who: 'server',
    state: 'SYN-RECEIVED',
    typed: `S seq=${Y} ack=${X + 1}`,
    rule: 'synack-must-have-ack',
    right: 'SYN,ACK',
  },
  {
    name: 'a SYN,ACK that acknowledges the own initial sequence number',
    before: 1,
    who: 'server',
    state: 'SYN-RECEIVED',
    typed: `SA seq=${Y} ack=${Y + 1}`,
    rule: 'synack-ack-is-own-isn',
    right: `${X + 1}`,
  },
  {
    name: 'the acknowledgement not incremented after FIN',
    before: 6,
    who: 'server',
    state: 'CLOSE-WAIT',
    typed: `A seq=${Y + 1} ack=${FIN}`,
    rule: 'ack-of-fin-not-incremented',
    right: `${FIN + 1}`,
  },
  {
    name: 'data after the own FIN',
    before: 8,
    who: 'client',
    state: 'FIN-WAIT-2',
    typed: `PA seq=${FIN + 1} ack=${Y + 101} len=5`,
    rule: 'data-after-own-fin',
  },
  {
    name: 'the own number not advanced after FIN',
    before: 8,
    who: 'client',
    state: 'FIN-WAIT-2',
    typed: `A seq=${FIN} ack=${Y + 101}`,
    rule: 'seq-after-own-fin-not-advanced',
    right: `${FIN + 1}`,
  },
]

test('refuses the seven mistakes with the rule, the number and the explanation, in both languages', async ({
  seated,
}) => {
  test.slow()
  const pair = await seated({ scenario: 'kernel-half-close', pace: 0.2 })
  const told: string[] = []

  await playTrace(pair, trace, async ({ i }) => {
    for (const { before, name, right, rule, state, typed, who } of MISTAKES) {
      if (before !== i) continue
      await test.step(name, async () => {
        const person = pair[who]
        const messages = person.messages().length
        await person.inState(state)
        await person.type(typed)
        const note = person.note()
        await expect(note).toBeVisible()
        await expect.poll(() => firstRule(person.messages().slice(messages))).toBe(rule)
        // which field and why at once; the value is for who asks for it
        if (right && Number(right)) await expect(note).not.toContainText(right)
        const reveal = note.getByTestId('reveal')
        if (right) {
          await reveal.click()
          await expect(note).toContainText(right)
          await expect(reveal).toHaveCount(0)
        }
        // the sentence, then behind it the misconception and the lesson
        await note.getByText(person.words.note_why).click()
        const paragraphs = await note.getByRole('paragraph').allInnerTexts()
        expect(paragraphs.filter((text) => text.trim().length > 10).length).toBeGreaterThanOrEqual(3)
        expect(await note.innerText()).not.toMatch(/[{}]|undefined|NaN/)
        await expect(note.getByRole('link', { name: /^RFC/ })).toHaveAttribute('href', /rfc-editor\.org/)
        await expect(note.getByRole('link', { name: person.words.debrief_rule })).toHaveAttribute(
          'href',
          `/rules#${rule}`,
        )
        // nothing has left
        await person.inState(state)
        told.push(rule)
      })
    }
  })

  expect(told.toSorted()).toEqual(MISTAKES.map(({ rule }) => rule).toSorted())
  const log = await pair.log()
  // every wrong attempt is stored, and none of them has touched the connection
  expect(log.filter(({ type }) => type === 'segment-withheld')).toHaveLength(MISTAKES.length)
  expect(log.filter(({ type }) => type === 'segment-sent')).toHaveLength(trace.segments.length)

  function firstRule(messages: ReturnType<typeof pair.client.messages>) {
    const verdict = messages.findLast(({ type }) => type === 'violation')
    return verdict?.type === 'violation' ? verdict.violations[0]?.rule : undefined
  }
})
