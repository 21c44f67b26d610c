import type { Role } from '@woshou/session'
import type { Directory } from '../storage/directory.ts'
import { hashToken } from '../storage/seat-token.ts'
import { DRAWS, drawCode } from './codes.ts'
import type { NotNow } from './not-now.ts'
import type { SessionHost } from './session-host.ts'

/** Milliseconds for which a code gives a seat: as long as it takes to read it out and type it on another device. */
const GOOD_FOR = 5 * 60 * 1_000

/** A seat's one-time code, as it is told once; stored is its hash. */
export interface SeatOffer {
  /** Eight digits, typed where invitations are. */
  readonly code: string
  /** Milliseconds since 1970, UTC. */
  readonly until: number
}

/**
 * Draws a one-time code for an absent student's seat, in place of an earlier one.
 * @param now milliseconds since 1970, UTC
 * @returns null when the student came back meanwhile; too many when codes of this session are drawn too often
 */
export async function offerSeat(
  directory: Directory,
  host: SessionHost,
  role: Role,
  now: number,
): Promise<SeatOffer | NotNow | null> {
  if (!host.mayOffer()) return { notNow: 'too-many', detail: 'too many codes' }
  const until = now + GOOD_FOR
  for (let draw = 0; draw < DRAWS; draw++) {
    const code = drawCode()
    // one that invites to a session or a class would be taken for that
    if (await directory.codeInUse(code)) continue
    if (!(await directory.offerSeat(host.id, role, hashToken(code), until))) continue
    if (host.mayHandOver(role)) return { code, until }
    // whoever sat there came back in the meantime
    await directory.withdrawOffer(host.id, role)
    return null
  }
  throw new Error(`${DRAWS} codes in a row were in use`)
}
