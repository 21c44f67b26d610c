import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Connect, moveMessage } from '../player.ts'

/** A pair in a bare echo room. */
export const connectRoom: Connect = async (url, index) => {
  const room = `room-${index}`
  const sockets = [await join(url, room), await join(url, room)] as const
  let moves = 0
  let done = () => true
  let moved = () => {}
  const move = (seat: number) => {
    moves += 1
    const message = moveMessage(moves, 1_000 + moves, 5_000 + moves)
    sockets[seat]?.send(JSON.stringify({ type: 'move', room, seat, ...message }))
  }
  for (const [seat, socket] of sockets.entries()) {
    socket.on('message', (data) => {
      const { seat: author } = JSON.parse(data.toString()) as { seat: number }
      // both hear of every move: its author counts it, the other one answers
      if (author === seat) moved()
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
      for (const socket of sockets) socket.terminate()
    },
  }
}

async function join(url: string, room: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'join', room }))
  await once(socket, 'message')
  return socket
}
