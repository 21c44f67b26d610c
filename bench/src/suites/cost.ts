import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Cost, Load } from '../load.ts'
import type { Services } from '../services.ts'
import { median, round } from '../statistics.ts'
import { type Running, startPeer, startWoshou } from '../system.ts'
import { table } from '../table.ts'

const LOAD = join(import.meta.dirname, '../load.ts')
const run = promisify(execFile)

interface Contender {
  readonly name: string
  readonly players: Load['players']
  start(): Promise<Running>
}

export interface CostOf {
  readonly cpuMicrosPerMove: number
  readonly movesPerSecond: number
  readonly ratioToBareWs: number
  /** To the least program that does Woshou's work, `systems/floor.ts`. */
  readonly ratioToFloor: number
}

export interface CostOptions {
  readonly quick: boolean
  readonly postgres: Services['postgres']
  readonly rounds?: number | undefined
  /** Numbers of pairs, one run for each. */
  readonly pairs?: readonly number[] | undefined
  /** Only these. */
  readonly systems?: readonly string[] | undefined
}

/** Per system, at the larger number of pairs; and at each number. */
export type Costs = Record<string, CostOf & { readonly pairs: Record<string, CostOf> }>

/**
 * A move's cost: processor time of the server's process per accepted move, and moves per second at saturation, in a
 * closed loop from another process. The rounds go through all systems in turn, so that a noisy minute hits everyone.
 */
export async function cost({ quick, postgres, ...wanted }: CostOptions): Promise<Costs> {
  const all: Contender[] = [
    { name: 'bare-ws', players: 'room', start: () => startPeer('bare-ws') },
    { name: 'fastify-websocket', players: 'room', start: () => startPeer('fastify-websocket') },
    { name: 'colyseus', players: 'colyseus', start: () => startPeer('colyseus') },
    { name: 'boardgame-io', players: 'boardgame-io', start: () => startPeer('boardgame-io') },
    { name: 'floor', players: 'woshou', start: () => startPeer('floor') },
    {
      name: 'colyseus-same-work',
      players: 'colyseus-same-work',
      start: () => startPeer('colyseus-same-work'),
    },
    { name: 'woshou-sqlite', players: 'woshou', start: () => startWoshou() },
  ]
  if (postgres) {
    const start = async () => startWoshou({ DATABASE_URL: await postgres.createDatabase() })
    all.push({ name: 'woshou-postgres', players: 'woshou', start })
  }
  const { systems } = wanted
  const unknown = systems?.find((name) => !all.some((one) => one.name === name))
  if (unknown) throw new Error(`no system ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`)
  const contenders = systems ? all.filter(({ name }) => systems.includes(name)) : all
  const rounds = wanted.rounds ?? (quick ? 1 : 5)
  const numbers = wanted.pairs ?? (quick ? [100] : [100, 1_000])
  const [warmUp, moves] = quick ? [5_000, 10_000] : [15_000, 25_000]

  const costs: Record<string, { pairs: Record<string, CostOf> }> = {}
  for (const pairs of numbers) {
    const measured = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]))
    for (let number = 1; number <= rounds; number++) {
      for (const { name, players, start } of contenders) {
        const server = await start()
        // one that costs ten times as much gets fewer moves for the same time
        const share = name === 'boardgame-io' ? 0.2 : 1
        const load = { players, url: server.url, pid: server.pid, pairs, warmUp: warmUp * share, moves: moves * share }
        try {
          const { stdout } = await run(process.execPath, [LOAD, JSON.stringify(load)], { timeout: 300_000 })
          const one = JSON.parse(stdout) as Cost
          measured.get(name)?.push(one)
          const { cpuMicrosPerMove, movesPerSecond, playersBusy } = one
          console.log(
            `  ${pairs} pairs, round ${number}/${rounds}: ${name} ${round(cpuMicrosPerMove)} µs, ` +
              `${Math.round(movesPerSecond)} moves/s (players’ process ${Math.round(playersBusy * 100)} % busy)`,
          )
        } catch (error) {
          throw new Error(`${name} did not last: ${server.log() || 'it said nothing'}`, { cause: error })
        } finally {
          await server.kill('SIGTERM')
        }
      }
    }
    const middle = (name: string) => median((measured.get(name) ?? []).map((one) => one.cpuMicrosPerMove))
    for (const { name } of contenders) {
      costs[name] ??= { pairs: {} }
      costs[name].pairs[pairs] = {
        cpuMicrosPerMove: round(middle(name)),
        movesPerSecond: Math.round(median((measured.get(name) ?? []).map((one) => one.movesPerSecond))),
        ratioToBareWs: round(middle(name) / middle('bare-ws'), 2),
        ratioToFloor: round(middle(name) / middle('floor'), 2),
      }
    }
    console.log(
      `\nA move’s cost, ${pairs} pairs (medians of ${rounds})\n${table(
        ['system', 'CPU µs/move', '× bare ws', '× floor', 'moves/s'],
        contenders.map(({ name }) => {
          const one = costs[name]?.pairs[pairs]
          return [
            name,
            one?.cpuMicrosPerMove ?? '',
            one?.ratioToBareWs ?? '',
            one?.ratioToFloor ?? '',
            one?.movesPerSecond ?? '',
          ]
        }),
      )}\n`,
    )
  }
  const last = numbers.at(-1) ?? 0
  return Object.fromEntries(
    Object.entries(costs).map(([name, { pairs }]) => [name, { ...(pairs[last] as CostOf), pairs }]),
  )
}
