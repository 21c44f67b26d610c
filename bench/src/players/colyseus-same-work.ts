import { ColyseusSDK, type Room } from '@colyseus/sdk'
import type { Connect } from '../player.ts'
import { type Line, type Message, pingPong } from './ping-pong.ts'

/** A pair in a Colyseus room that does Woshou's work: it says and hears what Woshou's players do. */
export const connectColyseusSameWork: Connect = async (url) => {
  const first = await new ColyseusSDK(url).create('pair')
  const second = await new ColyseusSDK(url).joinById(first.roomId)
  return pingPong([lineOf(first), lineOf(second)])
}

const lineOf = (room: Room): Line => ({
  say: (message) => room.send('move', message),
  hear: (listener) => {
    room.onMessage('told', (message: Message) => listener(message))
    room.send('hear')
  },
  close: () => room.connection.close(),
})
