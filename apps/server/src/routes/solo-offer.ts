import type { Role, SessionEvent } from '@woshou/session'
import { NameSchema, OfferSchema } from '@woshou/session/api'
import { verify } from '@woshou/session/solo'
import * as v from 'valibot'
import { fieldOf } from '../plugins/schemas.ts'

/** What an offer comes to: why it is refused, or the log as JSON arrays of a page of events each. */
export type OfferRead =
  | { readonly ok: true; readonly role: Role; readonly pages: readonly string[] }
  | { readonly ok: false; readonly code: 'malformed' | 'not-verified'; readonly field: string; readonly detail: string }

const refused = (code: 'malformed' | 'not-verified', field: string, detail: string): OfferRead => ({
  ok: false,
  code,
  field,
  detail,
})

/**
 * Parses and verifies a whole offer. Total; for two megabytes it takes a tenth of a second or two, so it is called in a
 * thread of its own.
 * @param page events of one page
 */
export function readOffer(body: Uint8Array, page: number): OfferRead {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return refused('malformed', '', 'expected one JSON object in UTF-8')
  }
  const parsed = v.safeParse(OfferSchema, json, { abortEarly: true })
  if (!parsed.success) return refused('malformed', ...fieldOf(parsed.issues[0]))
  const { events, name, role } = parsed.output
  const verified = verify(events.map((event) => (isSeatOf(event, role) ? { ...event, name } : event)))
  if (!verified.ok) {
    const { at, why } = verified
    return refused('not-verified', `events.${Math.max(0, at - 1)}`, at === 0 ? why : `version ${at}: ${why}`)
  }
  const { log } = verified
  const visible = log.every((event) => event.type !== 'seat-taken' || isName(event.name))
  if (!visible) return refused('not-verified', 'events', 'a name with invisible characters')
  return { ok: true, role, pages: [...pagesOf(log, page)] }
}

function* pagesOf(log: readonly SessionEvent[], page: number): Generator<string> {
  for (let from = 0; from < log.length; from += page) yield JSON.stringify(log.slice(from, from + page))
}

const isSeatOf = (event: unknown, role: string): event is object =>
  typeof event === 'object' &&
  event !== null &&
  'type' in event &&
  event.type === 'seat-taken' &&
  'role' in event &&
  event.role === role

function isName(name: string): boolean {
  const parsed = v.safeParse(NameSchema, name)
  return parsed.success && parsed.output === name
}
