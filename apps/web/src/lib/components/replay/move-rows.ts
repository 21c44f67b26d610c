import type { Ladder, LadderLine, LadderTick, Role } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { noteParts } from '#lib/words/note-words.ts'
import { lineParts, type NumberFormat } from '#lib/words/segment-parts.ts'
import { sentences } from '#lib/words/sentences.ts'
import { tickSentence } from '../ladder/entries.ts'
import { strangeSentence, strangeWord } from '../ladder/strange.ts'

/** A line of the list of moves: what somebody tried, or what befell them. */
export interface MoveRow {
  readonly version: number
  /** What happens from this version on, up to just before that one, belongs to it: the first row has what is before it, too. */
  readonly from: number
  readonly until: number
  /** Which of both students' moves it is, from 1; null of what no student chose. */
  readonly nth: number | null
  /** Null of what concerns both ends. */
  readonly role: Role | null
  /** As it is shown; each part stays whole when it has to wrap. */
  readonly parts: readonly string[]
  /** What became of it on the way, in a word; null when it arrived. */
  readonly fate: string | null
  readonly isWrong: boolean
  /** As a reader who hears it is told. */
  readonly sentence: string
}

/** The ticks that are a student's move; the others befall an end. */
const CHOSEN: readonly LadderTick['kind'][] = ['withheld', 'check']
/** An end's states stand on the ladder and in its panel: they follow from moves. */
const LISTED: readonly LadderTick['kind'][] = [...CHOSEN, 'call', 'timer', 'hint', 'holder', 'pause', 'queue']

/** A session as the list of its moves, as a chess board has one beside it. */
export function moveRows(model: Ladder, format: NumberFormat): readonly MoveRow[] {
  const rows = [
    ...model.lines.filter(({ arrivedIn, version }) => version !== arrivedIn).map((line) => sending(line, format)),
    ...model.ticks.filter(({ kind }) => LISTED.includes(kind)).map((tick) => happening(tick, format)),
  ].sort((a, b) => a.version - b.version)
  // a pause is at both ends, and is said once
  const once = rows.filter(({ role, version }, at) => role !== null || rows[at - 1]?.version !== version)
  let moves = 0
  return once.map(({ isMove, ...row }, at) => ({
    ...row,
    nth: isMove ? ++moves : null,
    from: at === 0 ? 0 : row.version,
    until: once[at + 1]?.version ?? Number.POSITIVE_INFINITY,
  }))
}

type Draft = Omit<MoveRow, 'nth' | 'from' | 'until'> & { readonly isMove: boolean }

const who = (role: Role) => (role === 'client' ? m.ladder_client() : m.ladder_server())

function sending(line: LadderLine, format: NumberFormat): Draft {
  const { fate, faults, from, inferred, old, version, violations } = line
  const parts = lineParts(line, format)
  const segment = parts.join(' ')
  const isWrong = violations.length > 0
  const isLost = fate === 'lost'
  return {
    version,
    role: from,
    parts,
    fate: isLost ? m.moves_lost() : (strangeWord(line) ?? (faults.length > 0 ? m.moves_interfered() : null)),
    isWrong,
    isMove: !old && !inferred,
    sentence: sentences([
      old ? strangeSentence(line, segment, who(from)) : m.ladder_sent({ who: who(from), segment }),
      ...(line.altered ? [m.moves_altered()] : []),
      ...(isWrong ? [m.ladder_wrong()] : []),
      ...(isLost ? [m.ladder_lost()] : []),
      ...(faults.length > 0 ? [m.ladder_someone_interfered()] : []),
    ]),
  }
}

function happening(tick: LadderTick, format: NumberFormat): Draft {
  const { kind, role, version } = tick
  return {
    version,
    role: kind === 'pause' ? null : kind === 'holder' ? tick.of : role,
    parts: kind === 'holder' ? [tickSentence(tick, false, who(role), format)] : noteParts(tick, format),
    fate: null,
    isWrong: kind === 'withheld' || (kind === 'check' && tick.violations.length > 0),
    isMove: CHOSEN.includes(kind),
    sentence: tickSentence(tick, false, who(role), format),
  }
}

/** The row at which a cursor stands: the newest of those that have happened; null before the first. */
export const rowAt = (rows: readonly MoveRow[], version: number): MoveRow | null =>
  rows.findLast((row) => row.version <= version) ?? null
