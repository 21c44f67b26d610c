import { ACK, add, FIN, judge, SYN, segment, variables } from '@woshou/protocol'
import {
  type End,
  fill,
  generator,
  ladder,
  ladderOfLog,
  peerOf,
  type Role,
  type SeenEvent,
  type SessionEvent,
  see,
} from '@woshou/session'
import type { Choice, Question, RelativeSegment } from '../facts/question.ts'
import { drawingOf } from './drawing.ts'
import { absolute, arrivalAt, type Bases, basesAt, endOf, relative } from './relative.ts'
import { isSame, momentAt } from './wrong-moves.ts'

/** Wrong answers that a question offers. */
const MOST_WRONG = 3
/** With fewer of the class's own, such as are often made are added. */
const FEWEST_WRONG = 2

/**
 * What one moment of a log asks, seen from one end; null when there is nothing to ask: no student's segment was sent or
 * tried there.
 * @param version the move's
 * @param others what others of the class tried wrongly at such a moment, the commonest first; the move itself counts anyway
 */
export function questionOf(
  session: string,
  log: readonly SessionEvent[],
  version: number,
  others: readonly RelativeSegment[] = [],
): Question | null {
  const move = log.find((event) => event.version === version)
  if (move?.type !== 'segment-sent' && move?.type !== 'segment-withheld') return null
  const { role } = move
  const before = log.filter((event) => event.version < version)
  const [created] = before
  const end = endOf(before, role)
  if (created?.type !== 'session-created' || !end) return null
  const bases = basesAt(before, role, end)
  const { right } = momentAt(before, role, end)
  const own = relative(move.segment, role, bases)
  const wrong = wrongChoices({ end, role, bases }, right, move.violations.length > 0 ? [...others, own] : others)
  const arrival = arrivalAt(before, role)
  return {
    session,
    role,
    version,
    scenario: created.scenario.id,
    title: created.scenario.title,
    level: created.level,
    state: end.tcb.state,
    arrival: arrival && relative(arrival, peerOf(role), bases),
    variables: variables(end.tcb).map(({ kind, name, space, value }) => ({
      name,
      value: value === null || kind === 'bytes' ? value : add(value, -bases[space === 'send' ? role : peerOf(role)]),
    })),
    numbers: { iss: bases[role], irs: bases[peerOf(role)] },
    seen: drawingOf(ladder(seenBy(before, role), role), bases),
    ladder: drawingOf(ladderOfLog(before), bases),
    rule: wrong[0]?.rule ?? null,
    choices: shuffled(session, version, [
      ...(right ? [{ kind: 'segment', segment: right, rule: null, violation: null } as const] : []),
      ...wrong,
    ]).concat({ kind: 'nothing-yet', right: right === null }),
  }
}

const seenBy = (log: readonly SessionEvent[], role: Role): readonly SeenEvent[] =>
  log.flatMap((event) => see(event, role) ?? [])

function wrongChoices(
  { bases, end, role }: { readonly end: End; readonly role: Role; readonly bases: Bases },
  right: RelativeSegment | null,
  made: readonly RelativeSegment[],
): (Choice & { readonly kind: 'segment' })[] {
  const choices: (Choice & { readonly kind: 'segment' })[] = []
  const offer = (wrong: RelativeSegment, most: number) => {
    if (choices.length >= most || (right && isSame(wrong, right))) return
    if (choices.some((choice) => isSame(choice.segment, wrong))) return
    const [violation] = judge(end.tcb, fill(end, absolute(wrong, role, bases))).violations
    if (violation) choices.push({ kind: 'segment', segment: wrong, rule: violation.rule, violation })
  }
  for (const wrong of made) offer(wrong, MOST_WRONG)
  for (const wrong of typicalMistakes({ bases, end, role }, right)) offer(wrong, FEWEST_WRONG)
  return choices
}

/** Mistakes that are made in every class, for a moment at which this one made fewer than a question needs. */
function typicalMistakes(
  { bases, end, role }: { readonly end: End; readonly role: Role; readonly bases: Bases },
  right: RelativeSegment | null,
): readonly RelativeSegment[] {
  if (!right) {
    // where nothing is to be sent: to acknowledge once more, and to close already
    const value = (wanted: string) => variables(end.tcb).find(({ name }) => name === wanted)?.value ?? null
    const [seq, ack] = [value('SND.NXT'), value('RCV.NXT')]
    if (seq === null || ack === null) return [{ flags: SYN, seq: 0, ack: null, length: 0 }]
    return [ACK, FIN | ACK].map((flags) => relative(segment({ flags, seq, ack }), role, bases))
  }
  const { ack, flags, seq } = right
  return [
    ...(ack === null ? [] : [{ ...right, ack: add(ack, -1) }]),
    ...(ack === null || flags & SYN ? [] : [{ ...right, flags: flags & ~ACK, ack: null }]),
    ...(seq === null ? [] : [{ ...right, seq: add(seq, 1) }]),
    ...(flags & SYN && ack === null ? [{ flags: ACK, seq, ack: 0, length: 0 }] : []),
    ...(flags & SYN && ack !== null ? [{ ...right, flags: ACK }] : []),
  ]
}

/** In an order that comes of the move alone, so that it is the same at every server and says nothing. */
function shuffled(session: string, version: number, choices: readonly Choice[]): Choice[] {
  let seed = version
  for (const letter of session) seed = Math.imul(seed, 31) + letter.charCodeAt(0)
  const random = generator(seed)
  return choices
    .map((choice) => ({ choice, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ choice }) => choice)
}
