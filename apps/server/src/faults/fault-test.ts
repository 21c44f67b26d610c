import { randomInt } from 'node:crypto'
import { generator } from '@woshou/session'
import { it } from 'vitest'
import { BOUND } from '../testing/bound.ts'
import { type Place, type PlayedThrough, type Players, playThrough } from './play-through.ts'

/** Rounds of each fault: `npm run faults` has 30, otherwise one will do. Those that cost most are in `full/`: not in `npm test`. */
const ROUNDS = Number(process.env.FAULT_ROUNDS || 0)
const FEW = 1
const SEED = Number(process.env.FAULT_SEED || randomInt(2 ** 31))

/** What the pairs play at and what breaks: set up once, and broken again in every round. */
export interface World extends Place {
  /** Before each round, when everything is whole. */
  prepare?(): Promise<void>
  /** Breaks something and, when it returns, has mended it. */
  fault(random: () => number, players: Players): Promise<void>
  /** What the servers have logged, for whoever looks for the reason of a failure. */
  logs(): string
  close(): Promise<void>
}

/** What a fault test needs, and how much of it is enough where time is short. */
export interface FaultOptions {
  /** Whether what it needs is there. */
  readonly possible: boolean
  readonly few?: number
}

/** A fault, again and again while pairs play; one line per round says what came of it. */
export function faultTest(name: string, options: FaultOptions, open: () => Promise<World>): void {
  faultRounds(name, options, async () => {
    const world = await open()
    return {
      round: async (random) => {
        await world.prepare?.()
        return outcomeOf(await playThrough(world, random, (players) => world.fault(random, players)))
      },
      logs: () => world.logs(),
      close: () => world.close(),
    }
  })
}

/** What breaks again and again, whoever is there. */
export interface Rounds {
  /** @returns what came of it, to be printed */
  round(random: () => number): Promise<string>
  logs(): string
  close(): Promise<void>
}

/** Rounds of a fault; one line for each says what came of it. Those of one file go on side by side: they mostly wait. */
export function faultRounds(name: string, { possible, few = FEW }: FaultOptions, open: () => Promise<Rounds>): void {
  const rounds = ROUNDS || few
  const title = `${name} (${rounds} rounds, FAULT_SEED=${SEED})`
  const timeout = (1 + rounds) * BOUND
  it.skipIf(!possible).concurrent(title, { timeout }, async () => {
    const world = await open()
    try {
      for (let round = 0; round < rounds; round++) {
        const seed = SEED + round
        const outcome = await world.round(generator(seed)).catch((error) => {
          throw new Error(`round ${round + 1}, seed ${seed}: ${error.message}\n${world.logs()}`, { cause: error })
        })
        console.log(`${name} ${round + 1}/${rounds} seed ${seed} · ${outcome}`)
      }
    } catch (error) {
      // it is the reason; that closing fails, too, would only hide it
      await world.close().catch(() => {})
      throw error
    }
    await world.close()
  })
}

/** Takes every step to its end, in order; what the first one that failed has thrown is thrown after the last. */
export async function inTurn(...steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  const thrown: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      thrown.push(error)
    }
  }
  if (thrown.length > 0) throw thrown[0]
}

function outcomeOf({ acknowledged, errors, events, reconnections, recovered }: PlayedThrough): string {
  return [
    `${acknowledged} acknowledged moves, all stored, once`,
    `${events} events, seen by all as stored`,
    `${reconnections} reconnections, ${errors} moves tried again`,
    `all playing again after ${recovered} ms`,
  ].join(' · ')
}
