/** Milliseconds in which failures of one kind make one line of the log. */
const TOGETHER = 10_000

interface Kind {
  readonly timer: NodeJS.Timeout
  count: number
  last: unknown
}

/**
 * What fails while nobody can do anything about it: a storage that is gone fails every session every second, and thousands
 * of lines a second would fill the disk besides. The first of a kind is told at once, the others by their number.
 */
export class Failures {
  readonly #tell: (error: unknown, during: string, count: number) => void
  readonly #kinds = new Map<string, Kind>()

  /** @param tell `count` failures, of which `error` was the last */
  constructor(tell: (error: unknown, during: string, count: number) => void) {
    this.#tell = tell
  }

  report(error: unknown, during: string): void {
    const kind = this.#kinds.get(during)
    if (kind) {
      kind.count += 1
      kind.last = error
      return
    }
    this.#tell(error, during, 1)
    this.#begin(during)
  }

  /** Tells what has been kept back. */
  close(): void {
    for (const during of [...this.#kinds.keys()]) this.#end(during)
  }

  #begin(during: string): void {
    const timer = setTimeout(() => {
      if (this.#end(during)) this.#begin(during)
    }, TOGETHER).unref()
    this.#kinds.set(during, { timer, count: 0, last: null })
  }

  /** @returns whether there was anything to tell */
  #end(during: string): boolean {
    const kind = this.#kinds.get(during)
    if (!kind) return false
    clearTimeout(kind.timer)
    this.#kinds.delete(during)
    if (kind.count > 0) this.#tell(kind.last, during, kind.count)
    return kind.count > 0
  }
}
