import type { Ladder, LadderLine, LadderTick, Role } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { callWords, outcomeWords, timerWords } from '#lib/words/note-words.ts'
import { queueSentence } from '#lib/words/queue-words.ts'
import { type NumberFormat, segmentParts } from '#lib/words/segment-parts.ts'
import { sentences } from '#lib/words/sentences.ts'
import type { Perspective } from './drawing.ts'
import { strangeSentence } from './strange.ts'

/** One event as a reader who hears the ladder is told of it. */
export interface Entry {
  readonly version: number
  /** Play time in ms. */
  readonly at: number
  readonly sentence: string
  /** What of the drawing it is. */
  readonly departs: LadderLine | null
  readonly arrives: LadderLine | null
  readonly ticks: readonly LadderTick[]
}

/** Everything on the ladder as sentences, in the order in which it happened. */
export function entriesOf(model: Ladder, perspective: Perspective, format: NumberFormat): readonly Entry[] {
  const drafts = new Map<
    number,
    { at: number; words: string[]; departs?: LadderLine; arrives?: LadderLine; ticks: LadderTick[] }
  >()
  const draft = (version: number, at: number) => {
    const found = drafts.get(version) ?? { at, words: [], ticks: [] }
    drafts.set(version, found)
    return found
  }
  const own = (role: Role) => role === perspective
  const who = (role: Role) => (role === 'client' ? m.ladder_client() : m.ladder_server())
  const sees = (role: Role) => perspective === 'both' || own(role)

  for (const role of ['client', 'server'] as const) {
    const state = model.start[role]
    if (!state || !sees(role)) continue
    draft(0, model.from).words.push(
      own(role) ? m.ladder_start_own({ state }) : m.ladder_start({ who: who(role), state }),
    )
  }
  for (const line of model.lines) {
    const { arriveAt, arrivedIn, fate, from, outcome, sentAt, version } = line
    const segment = segmentParts(line.segment, from, format).join(' ')
    if (sees(from) && version !== arrivedIn) {
      const sent = draft(version, sentAt)
      sent.departs = line
      sent.words.push(
        line.old
          ? strangeSentence(line, segment, who(from))
          : own(from)
            ? m.ladder_sent_own({ segment })
            : m.ladder_sent({ who: who(from), segment }),
      )
      if (line.altered) sent.words.push(m.moves_altered())
      if (line.inferred) sent.words.push(m.ladder_inferred())
      if (line.untold) sent.words.push(m.ladder_untold())
      if (line.violations.length > 0) sent.words.push(m.ladder_wrong())
      if (fate === 'lost') sent.words.push(m.ladder_lost())
      if (line.faults.length > 0) sent.words.push(m.ladder_someone_interfered())
    }
    const to = from === 'client' ? 'server' : 'client'
    if (arrivedIn === null || arriveAt === null || !sees(to)) continue
    const arrived = draft(arrivedIn, arriveAt)
    arrived.arrives = line
    arrived.words.push(
      own(to)
        ? m.ladder_arrived_own({ segment })
        : m.ladder_arrived({ who: to === 'client' ? m.ladder_client_end() : m.ladder_server_end(), segment }),
    )
    if (outcome === 'dropped') arrived.words.push(m.ladder_dropped())
    if (outcome === 'reset') arrived.words.push(m.ladder_reset())
  }
  for (const tick of model.ticks) {
    if (!sees(tick.role)) continue
    const at = draft(tick.version, tick.at)
    at.ticks.push(tick)
    const sentence = tickSentence(tick, own(tick.role), who(tick.role), format)
    // what happens at both ends at once is said once
    if (tick.kind !== 'pause' || !at.words.includes(sentence)) at.words.push(sentence)
  }
  if (model.ended) draft(model.ended.version, model.ended.at).words.push(m.ladder_ended())
  return [...drafts]
    .sort(([a], [b]) => a - b)
    .map(([version, { arrives = null, at, departs = null, ticks, words }]) => ({
      version,
      at,
      sentence: sentences(words),
      departs,
      arrives,
      ticks,
    }))
}

/** @param own it is the reader's own end; otherwise it is `who`'s */
export function tickSentence(tick: LadderTick, own: boolean, who: string, format: NumberFormat): string {
  switch (tick.kind) {
    case 'state': {
      const { from, to } = tick
      return own ? m.ladder_state_own({ from, to }) : m.ladder_state({ who, from, to })
    }
    case 'call': {
      const call = callWords(tick.call, tick.bytes)
      return own ? m.ladder_call_own({ call }) : m.ladder_call({ who, call })
    }
    case 'timer': {
      const timer = timerWords(tick.timer)
      return own ? m.ladder_timer_own({ timer }) : m.ladder_timer({ who, timer })
    }
    case 'withheld': {
      const segment = segmentParts(tick.segment, tick.role, format).join(' ')
      return own ? m.ladder_withheld_own({ segment }) : m.ladder_withheld({ who, segment })
    }
    case 'pause':
      return tick.gap === null ? m.ladder_paused() : m.ladder_pause({ seconds: Math.round(tick.gap / 1_000) })
    case 'queue':
      return queueSentence(tick)
    case 'hint':
      return own ? m.ladder_hint_own({ step: tick.step }) : m.ladder_hint({ who, step: tick.step })
    case 'holder':
      return tick.to === 'partner' || tick.to === 'bot'
        ? m.gone_tcp_plays({ name: tick.name })
        : tick.to === 'returned'
          ? m.replay_returned({ name: tick.name })
          : m.replay_handed_over({ name: tick.name })
    case 'check': {
      const outcome = outcomeWords(tick.check.outcome)
      const { state } = tick.check
      const said = own ? m.ladder_check_own({ outcome, state }) : m.ladder_check({ who, outcome, state })
      return tick.right === false ? `${said} ${m.ladder_check_wrong()}` : said
    }
  }
}
