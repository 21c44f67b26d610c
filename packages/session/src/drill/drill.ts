import {
  add,
  type Check,
  checkOf,
  judge,
  judgeCheck,
  type RuleId,
  type Segment,
  STATES,
  TRANSITIONS,
  variables,
} from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import { type End, fill } from '../eyes/end.ts'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { SessionEvent } from '../facts/event.ts'
import { generator } from '../facts/generator.ts'
import type { Role } from '../facts/role.ts'
import { type Drill, drillOf } from './drills.ts'
import type { CheckExercise, Exercise, SendExercise, SortExercise } from './exercise.ts'
import { spoilings } from './spoilings.ts'
import { type Moment, type Walk, walk } from './walk.ts'

/** Walks that are tried; a rule that is in the table comes up in the first few. */
const ATTEMPTS = 60

/** Segments to sort, the right one among them. */
const PROPOSALS = 3

/**
 * A fresh exercise for a rule: two correct ends play a small scenario at random, and where one of them could make
 * that very mistake, it is stopped and the student asked.
 * @param rule one of `DRILLABLE`; any other throws a RangeError
 * @param seed any integer; the same gives the same exercise
 */
export function drill(rule: RuleId, seed: number): Exercise {
  const how = drillOf(rule)
  if (!how) throw new RangeError(`${rule} can't be drilled`)
  const random = generator(seed ^ hash(rule))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const setup = pick(how.setups, random)
    if (!setup) break
    const walked = walk(setup(random), how.kind === 'check' ? 'exam' : 'coached', random)
    const moments = shuffled(
      walked.moments.filter(({ end }) => isOfUse(how, end)),
      random,
    )
    for (const moment of moments) {
      const asked = ask(how, rule, moment, random)
      if (asked) return { rule, seed, topic: how.topic, role: moment.role, view: viewAt(walked, moment), ...asked }
    }
  }
  throw new Error(`no exercise for ${rule} from seed ${seed}`)
}

/** FNV-1a: so that one seed gives different numbers for different rules. */
const hash = (text: string): number =>
  [...text].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 0x0100_0193), 0x811c_9dc5 | 0)

function isOfUse({ due, kind, when }: Drill, end: End): boolean {
  if (when && !when(end)) return false
  if (kind === 'check') return end.inbox.length > 0
  return dueNow(end).length > 0 === (due === 'something')
}

type Asked<E> = E extends Exercise ? Omit<E, 'rule' | 'seed' | 'topic' | 'role' | 'view'> : never

function ask(how: Drill, rule: RuleId, { end }: Moment, random: () => number): Asked<Exercise> | null {
  switch (how.kind) {
    case 'send':
      return askSend(how, rule, end)
    case 'check':
      return askCheck(rule, end, random)
    case 'sort':
      return askSort(rule, end, random)
  }
}

function askSend({ typical }: Drill, rule: RuleId, end: End): Asked<SendExercise> | null {
  const answer = dueNow(end).map(({ segment }) => segment)
  const right = answer[0] ?? null
  const wrong = spoilings(end, right)
  const broken = (spoilt: Segment) => draws(rule, end, spoilt)
  const typicalWrong =
    (typical && wrong.find((spoilt) => typical(spoilt, end, right) && broken(spoilt))) ?? wrong.find(broken)
  return typicalWrong ? { kind: 'send', answer, typicalWrong } : null
}

const draws = (rule: RuleId, { tcb }: End, segment: Segment): boolean =>
  judge(tcb, segment).violations[0]?.rule === rule

function askCheck(rule: RuleId, { inbox, tcb }: End, random: () => number): Asked<CheckExercise> | null {
  const [arrival] = inbox
  if (!arrival) return null
  const answer = checkOf(tcb, arrival)
  const next = variables(tcb).find(({ name }) => name === 'RCV.NXT')?.value ?? null
  // states next to this one in Figure 5 are what people mix up
  const near = TRANSITIONS.filter(({ from }) => from === tcb.state).map(({ to }) => to)
  const wrong: Check[] = [
    ...shuffled(['accepted', 'dropped', 'reset'] as const, random).map((outcome) => ({ ...answer, outcome })),
    ...[...shuffled([...near, tcb.state], random), ...shuffled(STATES, random)].map((state) => ({ ...answer, state })),
    ...shuffled([next, arrival.seq, add(answer.next ?? arrival.seq, 1)], random).map((said) => ({
      ...answer,
      next: said,
    })),
  ]
  const typicalWrong = wrong.find((said) => judgeCheck(tcb, arrival, said)[0]?.rule === rule)
  return typicalWrong ? { kind: 'check', arrival, answer, typicalWrong } : null
}

/** The right segment that many believe wrong, among wrong ones. */
function askSort(rule: RuleId, end: End, random: () => number): Asked<SortExercise> | null {
  const due = dueNow(end).map(({ segment }) => fill(end, choiceOf(segment)))
  const right = due.find((segment) => judge(end.tcb, segment).remarks.some((remark) => remark.rule === rule))
  if (!right) return null
  const wrong = shuffled(
    spoilings(end, right)
      .filter((spoilt) => !judge(end.tcb, spoilt).legal)
      .slice(0, 12),
    random,
  )
  const plain = random() < 0.5 ? due.filter((segment) => segment !== right).slice(0, 1) : []
  const proposals = shuffled([right, ...plain, ...wrong.slice(0, PROPOSALS - 1 - plain.length)], random)
  const answer = proposals.map((proposal) => judge(end.tcb, proposal).legal)
  const typicalWrong = proposals.map((proposal, index) => proposal !== right && (answer[index] ?? false))
  return { kind: 'sort', proposals, answer, typicalWrong }
}

/** What the seat had seen by then. */
function viewAt({ log }: Walk, { role, version }: { role: Role; version: number }): View {
  const view = log.slice(0, version).reduce<View | null>((before, event: SessionEvent) => {
    const seen = see(event, role)
    return seen ? evolveView(before, seen, role) : before
  }, null)
  if (!view) throw new Error('a walk begins with session-created')
  return view
}

const pick = <T>(items: readonly T[], random: () => number): T | undefined => items[Math.floor(random() * items.length)]

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1))
}
