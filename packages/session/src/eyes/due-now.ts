import { ACK, type Due, due, isSynchronized, optionsOf, type Segment } from '@woshou/protocol'
import type { End } from './end.ts'

/** What a correct TCP in this end's place would send next, most urgent first: `due`, with the application's window. */
export function dueNow({ isn, room, tcb }: End): readonly Due[] {
  const next = due(tcb, { isn })
  if (room === null || !isSynchronized(tcb)) return next
  if (next.length > 0) return next.map((one) => ({ ...one, segment: { ...one.segment, window: room } }))
  const options = optionsOf(tcb, ACK)
  const plain: Segment = { flags: ACK, seq: tcb.snd.nxt, ack: tcb.rcv.nxt, window: room, text: '' }
  const segment = options === null ? plain : { ...plain, options }
  return [{ segment, reason: 'update-window', owed: [] }]
}
