import { randomInt } from 'node:crypto'
import { begin, type Level, type Role, type Scenario, sit } from '@woshou/session'
import type { Directory } from '../storage/directory.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { DRAWS, drawCode } from './codes.ts'
import { rowOf } from './session-row.ts'

/** What a new session is to be. */
export interface Opening {
  readonly scenario: Scenario
  readonly level: Level
  readonly pace: number
  /** Who opens it, and where they sit. */
  readonly role: Role
  readonly name: string
  /** Whether it has a seat for the network. */
  readonly network: boolean
  /** How many wrong tries an exam leaves each student; no limit when left out. */
  readonly tries?: number
  /** The session after which the pair plays on in this one. */
  readonly predecessor: string | null
}

/** What its opener gets; the token is nowhere else. */
export interface Opened {
  readonly session: string
  readonly code: string
  /** The secret of the invitation link. */
  readonly invitation: string
  readonly role: Role
  readonly token: string
}

/**
 * Makes a session with its opener seated.
 * @param now milliseconds since 1970, UTC
 * @returns null when the predecessor has a successor already
 */
export async function openSession(directory: Directory, opening: Opening, now: number): Promise<Opened | null> {
  const { scenario, level, pace, role, name, network, predecessor, tries } = opening
  const first = { scenario, level, pace, network, seed: randomInt(2 ** 31), now, ...(tries !== undefined && { tries }) }
  const begun = begin(first)
  const seated = sit(begun.session, role, name, 0)
  if (!seated) throw new Error('nobody can have taken a seat in a new session')
  const events = [...begun.events, ...seated.events]
  const row = { ...rowOf(events), storedAt: null, result: null }
  const id = drawToken()
  const token = drawToken()
  const invitation = drawToken()
  for (let draw = 0; draw < DRAWS; draw++) {
    const code = drawCode()
    const seats = [{ role, name, tokenHash: hashToken(token) }]
    const answer = await directory.create({ id, code, invitation, predecessor, ...row, seats, events })
    if (answer.ok) return { session: id, code, invitation, role, token }
    if (answer.taken === 'predecessor') return null
  }
  throw new Error(`${DRAWS} codes in a row were in use`)
}
