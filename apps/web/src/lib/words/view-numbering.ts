import { hasSyn, variables } from '@woshou/protocol'
import { numberToOffer, type View } from '@woshou/session'
import { type Numbering, numberingOf } from './numbering.ts'

/**
 * How this seat's numbers are shown, by the reader's setting. Once the TCB is gone the initial sequence numbers are
 * read off the last SYNs, so that what is drawn keeps its numbers.
 */
export function viewNumbering({ end, events }: View, setting: 'auto' | 'relative' | 'absolute'): Numbering {
  const known = Object.fromEntries(variables(end.tcb).map(({ name, value }) => [name, value]))
  return numberingOf(setting, {
    iss: known.ISS ?? lastSyn(events, 'segment-sent') ?? numberToOffer(end),
    irs: known.IRS ?? lastSyn(events, 'segment-arrived'),
  })
}

function lastSyn(events: View['events'], type: 'segment-sent' | 'segment-arrived'): number | null {
  const event = events.findLast((e) => e.type === type && hasSyn(e.segment))
  return event && 'segment' in event ? event.segment.seq : null
}
