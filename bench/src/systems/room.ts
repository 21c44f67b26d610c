/** The two sides of a bare room: what each of the plain servers keeps per pair. */
interface Peer {
  send(text: string): void
}

const rooms = new Map<string, Peer[]>()
let version = 0

/**
 * One message of a bare echo room: parse, find the room, say it to both. No judgement, no storage, no limits: the floor
 * under what a move can cost.
 */
export function take(peer: Peer, text: string): void {
  const message = JSON.parse(text) as { readonly type: string; readonly room: string }
  if (message.type === 'join') {
    const peers = rooms.get(message.room) ?? []
    rooms.set(message.room, peers)
    peers.push(peer)
    peer.send(JSON.stringify({ type: 'joined', seat: peers.length - 1 }))
    return
  }
  const told = JSON.stringify({ ...message, type: 'moved', version: ++version })
  for (const other of rooms.get(message.room) ?? []) other.send(told)
}
