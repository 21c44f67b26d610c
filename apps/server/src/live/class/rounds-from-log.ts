import { type Classroom, foldClass } from '@woshou/classroom'
import type { ClassLog } from '../../storage/classes.ts'
import { readInPages } from '../../storage/event-log.ts'
import type { Bus } from '../bus.ts'
import type { WatchedRound, WatchedRounds } from './watched-rounds.ts'

/** Milliseconds between two looks at a class's log: the bus may lose a note. */
const LOOK = 4_000

/** What following a class's rounds needs from the world. */
export interface RoundsWorld {
  readonly classLog: Pick<ClassLog, 'read'>
  readonly bus: Bus
  readonly report: (error: unknown, during: string) => void
}

/** Knows the newest rounds of classes from their logs: reads on whenever the bus says that one has gone on. */
export class RoundsFromLog implements WatchedRounds {
  readonly #world: RoundsWorld

  constructor(world: RoundsWorld) {
    this.#world = world
  }

  follow(classId: string, hear: (round: WatchedRound | null) => void): () => void {
    const { bus, classLog, report } = this.#world
    let classroom: Classroom | null = null
    let told: string | null = null
    let ended = false
    let reading: Promise<void> = Promise.resolve()
    const look = async () => {
      if (ended) return
      try {
        for await (const page of readInPages(classLog, classId, classroom?.version ?? 0))
          classroom = foldClass(page, classroom)
      } catch (error) {
        report(error, 'tiles')
      }
      const newest = classroom?.rounds.at(-1)
      const round = newest ? { round: newest.round, pairs: newest.pairs.map(({ pair }) => pair) } : null
      const text = JSON.stringify(round)
      if (ended || text === told) return
      told = text
      hear(round)
    }
    const lookNext = () => {
      reading = reading.then(look)
    }
    lookNext()
    // phones come and go by hundreds: that changes no round
    const unsubscribe = bus.subscribe(classId, ({ type }) => {
      if (type === 'appended' || type === 'hearing') lookNext()
    })
    const timer = setInterval(lookNext, LOOK).unref()
    return () => {
      ended = true
      unsubscribe()
      clearInterval(timer)
    }
  }
}
