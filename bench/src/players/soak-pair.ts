import { once } from 'node:events'
import { join, playPair, seatPair } from './woshou.ts'

/** What a soak wants to know. */
export interface Soaked {
  readonly over: () => boolean
  /** @param milliseconds the round trip */
  readonly moved: (milliseconds: number) => void
  readonly played: () => void
}

/** Milliseconds from an arrival to the answer: a student of a pair moves every five seconds. */
const THINK = 2_500
const MOVES = 20

/** One session from its opening to its end: some twenty moves, one reconnection, and somebody leaves. */
export async function playOnAndOn(url: string, { moved, over, played }: Soaked): Promise<void> {
  const seats = await seatPair(url)
  const sockets = [await join(url, seats[0]), await join(url, seats[1])] as const
  const pair = playPair(sockets, { think: () => THINK * (0.5 + Math.random()), took: moved })
  let made = 0
  await new Promise<void>((resolve) => {
    const done = () => made >= MOVES || over()
    const count = () => {
      made += 1
      if (done()) resolve()
    }
    pair.play(count, done)
  })
  pair.close()
  const back = await join(url, seats[0], 2)
  back.send(JSON.stringify({ type: 'move', id: 'leave-now', version: 1_000, command: { type: 'leave' } }))
  await once(back, 'message')
  back.close()
  await once(back, 'close')
  played()
}
