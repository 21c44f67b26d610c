import { begin, type SessionEvent, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { expect } from 'vitest'
import { resultOf, rowOf } from '../live/session-row.ts'
import type { Directory, NewSession } from '../storage/directory.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { SessionLog, StoredSeat } from '../storage/session-log.ts'

/** Sessions' logs and a directory over the same storage. */
export interface Contracted {
  readonly log: SessionLog
  /** Another server's log over the same storage. */
  readonly elsewhere: SessionLog
  readonly directory: Directory
}

export const CREATED_AT = Date.UTC(2026, 4, 4, 9, 30, 15, 123)
export const [SCENARIO] = SCENARIOS

let codes = 0
const drawCode = () => String(++codes).padStart(8, '0')

type Parts = Partial<NewSession> & { token?: string }

/** A session with Mei in the client's seat: versions 1 and up. */
export function newSession({ token = drawToken(), ...parts }: Parts = {}): NewSession {
  if (!SCENARIO) throw new Error('no scenario')
  const now = parts.createdAt ?? CREATED_AT
  const begun = begin({ scenario: SCENARIO, level: 'coached', pace: 1, seed: 7, now })
  const events = [...begun.events, ...(sit(begun.session, 'client', 'Mei 梅', 0)?.events ?? [])]
  return {
    id: drawToken(),
    code: drawCode(),
    invitation: drawToken(),
    predecessor: null,
    storedAt: null,
    ...rowOf(events),
    seats: [{ role: 'client', name: 'Mei 梅', tokenHash: hashToken(token) }],
    events,
    result: null,
    ...parts,
  }
}

/** Stores a new session and gives its id and the version that comes next. */
export async function storeNew(directory: Directory, parts: Parts = {}) {
  const session = newSession(parts)
  expect(await directory.create(session)).toEqual({ ok: true })
  return { session: session.id, next: session.events.length + 1, created: session }
}

export const hint = (version: number, move = 'move-0001', at = version * 10): SessionEvent => ({
  type: 'hint-taken',
  role: 'client',
  step: 1,
  move,
  version,
  at,
})

export const seatTaken = (version: number, name: string): SessionEvent => ({
  type: 'seat-taken',
  role: 'server',
  name,
  version,
  at: 5,
})

const ended = (version: number): SessionEvent => ({
  type: 'session-ended',
  reason: 'left',
  role: 'client',
  version,
  at: 9_007,
})

/** A session's end, and whatever comes before it, as they are appended. */
export function lastAppend(log: string, version: number, ...before: readonly SessionEvent[]) {
  const events = [...before, ended(version)]
  const result = resultOf(events, null)
  return { log, events, ...(result && { beside: { result } }) }
}

export const serverSeat = (name: string, token = drawToken()): StoredSeat => ({
  role: 'server',
  name,
  tokenHash: hashToken(token),
})
