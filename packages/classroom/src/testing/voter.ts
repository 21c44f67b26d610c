import { FIN, hasFin, hasSyn, segment } from '@woshou/protocol'
import type { PhonePoll } from '../eyes/poll-eyes.ts'

/** How many simulated students can reckon what is right when they are asked, and how many after they have talked. */
const KNOW = 0.45
const CONVINCED = 0.65
/** How many do not vote at all. */
const SILENT = 0.05

/** A student's head, for one poll. */
export interface Voter {
  readonly knows: boolean
  readonly isConvinced: boolean
  readonly isSilent: boolean
}

/** @param random from 0 to 1, as `Math.random` */
export const voter = (random: () => number): Voter => ({
  knows: random() < KNOW,
  isConvinced: random() < CONVINCED,
  isSilent: random() < SILENT,
})

/**
 * The place of the choice that a simulated student votes for, who sees no more than what its phone is told; null: none.
 * Who knows reckons; who does not guesses, and may have been convinced when it is asked again.
 */
export function choiceBy(
  { isConvinced, isSilent, knows }: Voter,
  poll: PhonePoll,
  random: () => number,
): number | null {
  if (isSilent || poll.ballot === null) return null
  const guess = Math.floor(random() * poll.choices.length)
  const reckons = knows || (poll.ballot === 2 && isConvinced)
  if (reckons) return reckoned(poll) ?? guess
  // who does not know stays with what they had
  return poll.ballot === 2 ? (poll.mine[0] ?? guess) : guess
}

/** Which choice has the numbers that the own end's variables say; null when none has. */
export function reckoned({ arrival, choices, seen, variables }: PhonePoll): number | null {
  const value = (wanted: string) => variables.find(({ name }) => name === wanted)?.value ?? null
  const came = arrival && segment({ flags: arrival.flags, seq: arrival.seq ?? 0, text: '.'.repeat(arrival.length) })
  const next = came ? (came.seq + came.text.length + Number(hasSyn(came)) + Number(hasFin(came))) >>> 0 : null
  const [seq, ack] = [value('SND.NXT') ?? 0, value('RCV.NXT') ?? next]
  const closes = seen.ticks.some((tick) => tick.kind === 'call' && tick.call === 'close')
  const fitting = choices.flatMap((choice, place) =>
    choice.kind === 'segment' && choice.segment.seq === seq && choice.segment.ack === ack ? [place] : [],
  )
  const best = fitting.find((place) => {
    const choice = choices[place]
    return choice?.kind === 'segment' && ((choice.segment.flags & FIN) !== 0) === closes
  })
  return best ?? fitting[0] ?? null
}
