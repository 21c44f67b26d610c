import type { Tcb } from '@woshou/protocol'
import type { SeenEvent } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** What the application wants at present, in plain words. */
export function wishWords(
  { room, tcb: { calls, state } }: { readonly room: number | null; readonly tcb: Pick<Tcb, 'calls' | 'state'> },
  free: boolean,
): readonly string[] {
  const wishes: string[] = []
  if (room !== null) wishes.push(room === 0 ? m.wish_window_closed() : m.wish_window({ bytes: room }))
  if (calls.abort) wishes.push(m.wish_abort())
  if (calls.open) wishes.push(m.wish_open())
  if (calls.text !== '') wishes.push(m.wish_send({ bytes: calls.text.length }))
  if (calls.close) wishes.push(calls.text === '' ? m.wish_close() : m.wish_close_after())
  if (wishes.length > 0) return wishes
  if (state === 'LISTEN') return [m.wish_listen()]
  if (free && (state === 'CLOSED' || state === 'ESTABLISHED' || state === 'CLOSE-WAIT')) return [m.wish_yours()]
  // nothing asked: whether TCP owes something is said elsewhere
  return []
}

/** What has just befallen the host and needs saying; null when nothing has since the last segment. */
export function crashWords(events: readonly SeenEvent[]): string | null {
  const last = events.findLast(
    ({ type }) => type === 'application-called' || type === 'segment-sent' || type === 'segment-arrived',
  )
  return last?.type === 'application-called' && last.call.type === 'crash' ? m.wish_crashed() : null
}
