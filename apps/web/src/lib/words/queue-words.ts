import type { Tcb } from '@woshou/protocol'
import type { LadderTick } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

type QueueTick = Extract<LadderTick, { kind: 'queue' }>

/** What happened at a listening host beside the connection that is played, in a sentence. */
export function queueSentence({ stranger, what }: Pick<QueueTick, 'stranger' | 'what'>): string {
  const n = `${stranger ?? ''}`
  switch (what) {
    case 'half-open':
      return m.queue_half_open({ n })
    case 'opened':
      return m.queue_opened({ n })
    case 'cookie':
      return m.queue_cookie({ n })
    case 'dropped':
      return m.queue_dropped({ n })
    case 'ignored':
      return m.queue_ignored({ n })
    case 'reset':
      return m.queue_reset({ n })
    case 'unknown':
      return m.queue_unknown({ n })
    case 'accepted':
      return stranger === null ? m.queue_accepted_here() : m.queue_accepted({ n })
    case 'given-up':
      return m.queue_given_up({ n })
    default:
      // a newer server's: it has no words here
      what satisfies never
      return ''
  }
}

/** The same where there is no room for a sentence. */
export function queueNote({ came, stranger, what }: QueueTick): readonly string[] {
  const who = stranger === null ? [] : [`#${stranger}`]
  if (came !== null) return [came, ...who]
  return [what === 'accepted' ? m.queue_note_accepted() : m.queue_note_given_up(), ...who]
}

/** That the host kept the newest arrival from TCP, and why; null where it did not. */
export function turnedAwayWords({ turnedAway }: Tcb): string | null {
  if (!turnedAway) return null
  return turnedAway.queue === 'syn' ? m.queues_turned_away_syn() : m.queues_turned_away_accept()
}
