// The players, in a process apart from the server's: `node load.ts '{"players": …, "url": …, "pid": …, …}'`.

import type { Connect, Pair } from './player.ts'
import { connectBoardgame } from './players/boardgame-io.ts'
import { connectColyseus } from './players/colyseus.ts'
import { connectColyseusSameWork } from './players/colyseus-same-work.ts'
import { connectRoom } from './players/room.ts'
import { connectWoshou } from './players/woshou.ts'
import { cpuOf } from './process.ts'

const PLAYERS = {
  room: connectRoom,
  colyseus: connectColyseus,
  'colyseus-same-work': connectColyseusSameWork,
  'boardgame-io': connectBoardgame,
  woshou: connectWoshou,
} satisfies Record<string, Connect>

export interface Load {
  readonly players: keyof typeof PLAYERS
  readonly url: string
  /** The server's process. */
  readonly pid: number
  readonly pairs: number
  /** Moves before anything is measured, all pairs together: compilers, caches and allocators settle. */
  readonly warmUp: number
  /** Moves that are measured. */
  readonly moves: number
}

export interface Cost {
  readonly cpuMicrosPerMove: number
  readonly movesPerSecond: number
  /** How busy the players' own process was, of one core: near 1, and it was they who could not go faster. */
  readonly playersBusy: number
}

/** How many pairs connect at a time. */
const AT_ONCE = 20

async function connectAll({ pairs, players, url }: Load): Promise<Pair[]> {
  const connected: Pair[] = []
  for (let index = 0; index < pairs; index += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, pairs - index) }, (_, n) => PLAYERS[players](url, index + n))
    connected.push(...(await Promise.all(batch)))
  }
  return connected
}

async function measure(load: Load): Promise<Cost> {
  const pairs = await connectAll(load)
  const { moves, pid, warmUp } = load
  return new Promise((resolve) => {
    let made = 0
    let cpu = 0
    let own = 0
    let began = 0
    let over = false
    const moved = () => {
      made += 1
      if (made === warmUp) {
        cpu = cpuOf(pid)
        own = cpuOf(process.pid)
        began = performance.now()
      }
      if (made === warmUp + moves) {
        over = true
        const seconds = (performance.now() - began) / 1_000
        resolve({
          cpuMicrosPerMove: (cpuOf(pid) - cpu) / moves,
          movesPerSecond: moves / seconds,
          playersBusy: (cpuOf(process.pid) - own) / 1e6 / seconds,
        })
      }
    }
    for (const pair of pairs) pair.play(moved, () => over)
  })
}

const load = JSON.parse(process.argv[2] ?? '{}') as Load
console.log(JSON.stringify(await measure(load)))
process.exit(0)
