import { type Level, peerOf, type Role } from '@woshou/session'
import type { Seated } from '@woshou/session/api'
import { SeatSocket } from './seat-socket.ts'

/** A seat of an end, with its token. */
export type TakenSeat = Seated & { readonly role: Role }

/** Two students with one session, as two browsers would have come to it. */
export interface Pair {
  readonly session: string
  readonly code: string
  readonly seats: Readonly<Record<Role, TakenSeat>>
}

export interface PairOptions {
  readonly scenario?: string
  readonly pace?: number
  readonly level?: Level
  /** Wrong tries that an exam leaves each. */
  readonly tries?: number
  /** With a seat for the network, which stays free. */
  readonly network?: boolean
  readonly names?: Readonly<Record<Role, string>>
  /** How the partner comes in: by the code, or by the secret in the link. */
  readonly by?: 'code' | 'invitation'
}

/** Asks the API; throws on what isn't a success. */
export async function ask<Body>(url: string, path: string, body?: object, token?: string): Promise<Body> {
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const method = body ? 'POST' : 'GET'
  const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}

/** Opens a session and seats both, through the API; the client's student invites. */
export async function seatPair(url: string, options: PairOptions = {}): Promise<Pair> {
  const { scenario = 'three-way-handshake', pace = 0.1, names = { client: 'Mei', server: 'Jonas' } } = options
  const { by = 'code', level, network, tries } = options
  const opened = await ask<TakenSeat & { code: string; invitation: string }>(url, '/api/sessions', {
    scenario,
    role: 'client',
    name: names.client,
    pace,
    ...(level && { level }),
    ...(tries !== undefined && { tries }),
    ...(network !== undefined && { network }),
  })
  const taken = await ask<TakenSeat>(url, `/api/invitations/${opened[by]}/seats`, { name: names.server })
  const { code, invitation: _secret, ...client } = opened
  return { session: opened.session, code, seats: { client, server: taken } }
}

/** The sockets of a pair, joined. */
export async function joinPair(url: string, { seats }: Pair): Promise<Record<Role, SeatSocket>> {
  const join = ({ session, token }: TakenSeat) => SeatSocket.joined(url, { session, token })
  const [client, server] = await Promise.all([join(seats.client), join(seats.server)])
  return { client, server }
}

/** The server's student goes. Resolves when the client's page knows it. */
export async function serverLeaves({ client, server }: Readonly<Record<Role, SeatSocket>>): Promise<void> {
  const from = client.messages.length
  server.close()
  await client.until(() =>
    client.messages.slice(from).find((message) => message.type === 'presence' && !message.presence.server.connected),
  )
}

/** Both play what a correct TCP would, until the session's end. */
export async function playToEnd(sockets: Readonly<Record<Role, SeatSocket>>): Promise<void> {
  await Promise.all(
    (['client', 'server'] as const).map(async (role) => {
      const socket = sockets[role]
      for (;;) {
        await socket.until(() => socket.view?.ended || (socket.view?.started && socket.due))
        if (socket.view?.ended) return
        const { due } = socket
        if (!due) continue
        const answer = await socket.sendSegment(due)
        const late = answer.type === 'refusal' && answer.refusal !== 'outdated-view'
        if (answer.type === 'violation' || answer.type === 'error' || late) {
          throw new Error(`${role} (peer ${peerOf(role)}): ${JSON.stringify(answer)} to ${JSON.stringify(due)}`)
        }
      }
    }),
  )
}
