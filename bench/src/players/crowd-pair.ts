import type { Pair } from '../player.ts'
import type { Manner } from './ping-pong.ts'
import { join, playPair, seatPair } from './woshou.ts'

/** A pair that can lose its sockets and come back. */
export interface PairOfSeats extends Pair {
  /** Drops both sockets and takes the seats up again, with what was stored meanwhile. @returns when each is current */
  reconnect(): readonly Promise<void>[]
}

/** Seats a pair, each end at its own server. */
export async function connect(urls: readonly [string, string], manner: Manner): Promise<PairOfSeats> {
  const seats = await seatPair(urls[0])
  const sockets = [await join(urls[0], seats[0]), await join(urls[1], seats[1])] as const
  const pair = playPair(sockets, manner)
  return {
    ...pair,
    reconnect: () =>
      ([0, 1] as const).map(async (end) => {
        sockets[end].terminate()
        await join(urls[end], seats[end], pair.newest(end))
      }),
  }
}
