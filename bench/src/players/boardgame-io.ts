import { io, type Socket } from 'socket.io-client'
import { type Connect, moveMessage } from '../player.ts'

/** A pair in a match of boardgame.io, speaking its socket.io messages without its client's Redux store. */
export const connectBoardgame: Connect = async (url, index) => {
  const matchID = `match-${index}`
  const players: { readonly playerID: string; readonly socket: Socket }[] = []
  for (const playerID of ['0', '1']) {
    const socket = io(`${url}/pair`, { transports: ['websocket'], forceNew: true })
    await heard(socket, 'connect')
    // the first one's sync makes the match
    socket.emit('sync', matchID, playerID, undefined, 2)
    await heard(socket, 'sync')
    players.push({ playerID, socket })
  }
  let moves = 0
  let stateID = 0
  let done = () => true
  let moved = () => {}
  const move = (seat: number) => {
    const player = players[seat]
    if (!player) return
    moves += 1
    const { playerID, socket } = player
    const args = [{ seat, ...moveMessage(moves, 1_000 + moves, 5_000 + moves) }]
    const action = { type: 'MAKE_MOVE', payload: { type: 'send', args, playerID } }
    socket.emit('update', action, stateID, matchID, playerID)
  }
  for (const [seat, { socket }] of players.entries()) {
    socket.on('update', (_match: string, state: { _stateID: number; G: { last: { seat: number } } }) => {
      stateID = state._stateID
      if (state.G.last.seat === seat) moved()
      else if (!done()) move(seat)
    })
  }
  return {
    play: (onMove, until) => {
      moved = onMove
      done = until
      moves = 0
      move(1)
    },
    close: () => {
      for (const { socket } of players) socket.disconnect()
    },
  }
}

const heard = (socket: Socket, event: string) => new Promise<void>((resolve) => socket.once(event, () => resolve()))
