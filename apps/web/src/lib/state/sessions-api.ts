import {
  type CatalogueEntry,
  hasNewerRules,
  type Level,
  type Role,
  type Seat,
  type SessionEvent,
} from '@woshou/session'

/**
 * Why a request got no result: the server's own codes, and three that only a browser knows. The words for them are
 * in `words/problem-words.ts`.
 */
export interface Problem {
  readonly code: string
  readonly field?: string
  /** Seconds to wait. */
  readonly retryAfter?: number
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export interface Invitation {
  readonly session: string
  readonly scenario: Pick<CatalogueEntry, 'id' | 'title' | 'summary'>
  /** The free seat: an end, or the network when both ends are taken. */
  readonly role: Seat
  /** Whether the network's seat can be taken. */
  readonly network: boolean
  /** Who invites. */
  readonly partner: string
  /** Who has the network's seat, and so sees every segment before it arrives. */
  readonly watcher?: string
  /** Who sat there and is away, when the code gives their seat. */
  readonly away?: string
}

export interface TakenSeat {
  readonly session: string
  readonly role: Seat
  readonly token: string
}

export interface SessionSummary {
  readonly id: string
  readonly scenario: Pick<CatalogueEntry, 'id' | 'title'>
  readonly names: Readonly<Record<Role, string | null>>
  /** Milliseconds since 1970 or an ISO date, as `new Date()` reads them. */
  readonly createdAt: number | string
  readonly endedAt: number | string | null
  readonly reason: 'goal-reached' | 'left' | 'abandoned' | null
  readonly version: number
  /** Only for the holder of a seat. */
  readonly role?: Seat
  /** Only for the holder of a seat, while another one is free. */
  readonly code?: string
  /** With the code: the secret of the invitation link. */
  readonly invitation?: string
  /** With the code: where others reach the server, when this page's own address is this computer's alone. */
  readonly origins?: readonly string[]
}

/** Asks the server's API; total. `T` is what that answer holds. */
export async function request<T>(path: string, options: { body?: unknown; token?: string } = {}): Promise<Answer<T>> {
  const { body, token } = options
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method: 'body' in options ? 'POST' : 'GET',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    return { ok: false, problem: { code: navigator.onLine ? 'unreachable' : 'offline' } }
  }
  const json: unknown = await response.json().catch(() => null)
  if (response.ok && json !== null) return { ok: true, value: json as T }
  return { ok: false, problem: problemOf(json, response.status) }
}

function problemOf(json: unknown, status: number): Problem {
  const { code, field, retryAfter } = (typeof json === 'object' && json !== null ? json : {}) as Partial<Problem>
  return {
    code:
      typeof code === 'string' ? code : status === 429 ? 'too-many' : status >= 500 ? 'unreachable' : 'server-error',
    ...(typeof field === 'string' && { field }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
  }
}

export const createSession = (wanted: {
  scenario: string
  role: Role
  name: string
  pace: number
  level: Level
  /** An exam's limit on each student's wrong tries. */
  tries?: number
  /** With a third seat for the network. */
  network: boolean
}) => request<TakenSeat & { readonly code: string }>('/sessions', { body: wanted })

export const readInvitation = (code: string) => request<Invitation>(`/invitations/${encodeURIComponent(code)}`)

/**
 * @param name null: whoever sat there comes back
 * @param network takes the network's seat, not the end that may be free as well
 * @param held the token of a seat that this browser has in the same session, if any: it may forbid this one
 */
export const takeSeat = (code: string, name: string | null, network: boolean, held?: string) =>
  request<TakenSeat>(`/invitations/${encodeURIComponent(code)}/seats`, {
    body: { name, ...(network && { seat: 'network' }) },
    ...(held !== undefined && { token: held }),
  })

/** Those of the sessions that the server still has, at most 100. */
export const readSessions = (ids: readonly string[]) =>
  request<readonly SessionSummary[]>(`/sessions?${new URLSearchParams(ids.slice(0, 100).map((id) => ['id', id]))}`)

export const readSession = (id: string, token?: string) =>
  request<SessionSummary>(`/sessions/${encodeURIComponent(id)}`, token ? { token } : {})

/** What a pair plays next; what is left out stays as it was. */
export interface Next {
  readonly scenario?: string
  readonly level?: Level
}

/** The same pair's next session, roles swapped, with the caller's seat in it. Whoever asks first says what it is. */
export const succeedSession = (id: string, token: string, next: Next = {}) =>
  request<TakenSeat & { readonly code: string | null }>(`/sessions/${encodeURIComponent(id)}/successor`, {
    body: next,
    token,
  })

/** A whole log, as the server tells it. */
export interface ToldLog {
  /** By what the same is told without names. */
  readonly nameless?: string
  /** False when everybody is called by their seat. */
  readonly names?: boolean
  readonly events: readonly SessionEvent[]
}

/** The whole log, once the session has ended. */
export async function readEvents(id: string): Promise<Answer<ToldLog>> {
  const answer = await request<ToldLog>(`/sessions/${encodeURIComponent(id)}/events`)
  if (!answer.ok || !hasNewerRules(answer.value.events[0])) return answer
  return { ok: false, problem: { code: 'newer-rules' } }
}

/** Stores a finished solo session, its student called `name`; the server replays it and takes only what its rules bring about. */
export const storeSolo = (solo: { name: string; role: Role; events: readonly SessionEvent[] }) =>
  request<{ readonly session: string }>('/solo-sessions', { body: solo })
