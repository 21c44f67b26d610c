import { InvitationSchema, SeatedSchema, type TakeSeat } from '@woshou/session/api'
import { request } from './request.ts'

export const readInvitation = (code: string) => request(InvitationSchema, `/invitations/${encodeURIComponent(code)}`)

/**
 * @param name null: whoever sat there comes back
 * @param network takes the network's seat, not the end that may be free as well
 * @param held the token of a seat that this browser has in the same session, if any: it may forbid this one
 */
export function takeSeat(code: string, name: string | null, network: boolean, held?: string) {
  const body: TakeSeat = { name, ...(network && { seat: 'network' }) }
  const path = `/invitations/${encodeURIComponent(code)}/seats`
  return request(SeatedSchema, path, { body, ...(held !== undefined && { token: held }) })
}
