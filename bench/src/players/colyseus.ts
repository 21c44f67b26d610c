import { ColyseusSDK } from '@colyseus/sdk'
import { type Connect, moveMessage } from '../player.ts'

/** A pair in a Colyseus room. */
export const connectColyseus: Connect = async (url) => {
  const first = await new ColyseusSDK(url).create('pair')
  const second = await new ColyseusSDK(url).joinById(first.roomId)
  const rooms = [first, second] as const
  let moves = 0
  let done = () => true
  let moved = () => {}
  const move = (seat: number) => {
    moves += 1
    rooms[seat]?.send('move', { seat, ...moveMessage(moves, 1_000 + moves, 5_000 + moves) })
  }
  for (const [seat, room] of rooms.entries()) {
    room.onMessage('moved', ({ seat: author }: { seat: number }) => {
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
      for (const room of rooms) room.connection.close()
    },
  }
}
