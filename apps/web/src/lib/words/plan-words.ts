import { MAKES_THREE, type Odd, type Point, type Rotation, type RoundPlan } from '@woshou/classroom'
import { m } from '#lib/paraglide/messages.js'
import { levelWords } from './level-words.ts'

export const rotationWords = (rotation: Rotation): string =>
  rotation === 'swap' ? m.teach_rotation_swap() : m.teach_rotation_partners()

export const oddWords = (odd: Odd): string => (MAKES_THREE[odd] ? m.teach_odd_network() : m.teach_odd_bot())

/** Where all pairs stop. */
export function pointWords(point: Point): string {
  const words = { handshake: m.teach_until_handshake, 'first-fin': m.teach_until_first_fin, goal: m.teach_until_goal }
  return words[point]()
}

/** What is chosen for a round beside its scenario, in a line: what is as usual is not said. */
export function roundSummary({ level, minutes, odd, pace, rotation, until }: RoundPlan): string {
  return [
    level !== undefined && level !== 'coached' && levelWords(level),
    minutes !== undefined && m.teach_minutes_of({ minutes }),
    rotationWords(rotation),
    odd !== undefined && MAKES_THREE[odd] && m.teach_odd_network(),
    until !== 'goal' && pointWords(until),
    pace !== 1 && `× ${pace}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(' · ')
}
