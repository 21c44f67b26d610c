import { randomUUID } from 'node:crypto'
import type { ClassHost } from '../live/class/class-host.ts'
import type { Failures } from '../live/failures.ts'
import { isNotNow } from '../live/not-now.ts'

/** A pair of a class. */
export interface PairOfClass {
  readonly round: number
  readonly pair: number
}

/**
 * Who looks at which pairs from this server: that somebody does is noted in the class's log when the first comes and when the
 * last has gone, however many look at once.
 */
export class LookIns {
  readonly #looking = new WeakMap<ClassHost, Map<string, number>>()
  readonly #failures: Pick<Failures, 'report'>

  constructor(failures: Pick<Failures, 'report'>) {
    this.#failures = failures
  }

  /** @param host held by the caller until it ends. @returns ends it */
  begin(host: ClassHost, at: PairOfClass, account: string): () => void {
    const counts = this.#looking.get(host) ?? new Map<string, number>()
    this.#looking.set(host, counts)
    const pair = `${at.round}/${at.pair}`
    const count = (by: number) => {
      const before = counts.get(pair) ?? 0
      const after = before + by
      counts.set(pair, after)
      if (before === 0 || after === 0) this.#note(host, at, after > 0, account)
    }
    count(1)
    return () => count(-1)
  }

  /** The pair is told by its own session as well, so that nothing depends on this being stored. */
  #note(host: ClassHost, at: PairOfClass, on: boolean, account: string): void {
    const failed = (error: unknown) => this.#failures.report(error, 'look-in')
    host.command({ id: randomUUID(), command: { type: 'look-in', ...at, on } }, account).then((answer) => {
      if (isNotNow(answer) && answer.notNow === 'storage-lost') failed(answer.cause)
    }, failed)
  }
}
