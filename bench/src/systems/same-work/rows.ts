import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What is stored of one append: the session's number, its first event's version, and all its events as one text. */
export type Row = readonly [session: number, version: number, events: string]

/** Milliseconds from the beginning of one commit to the next while rows keep coming: Woshou's own (`group-commit.ts`). */
const GAP = 4

/** Stores rows durably in a thread: those that come during a commit go into the next one. */
export class Rows {
  readonly #folder = mkdtempSync(join(tmpdir(), 'woshou-bench-rows-'))
  readonly #thread = new Worker(new URL('./rows-thread.ts', import.meta.url), {
    workerData: { file: join(this.#folder, 'rows.db') },
  })
  #waiting: Row[] = []
  #waitingFor: (() => void)[] = []
  #underWay: readonly (() => void)[] = []
  #busy = false
  #next = 0

  constructor() {
    this.#thread.on('message', () => this.#committed())
    this.#thread.on('error', (error) => {
      throw error
    })
  }

  /** @param stored called once the row is on the disk */
  append(row: Row, stored: () => void): void {
    this.#waiting.push(row)
    this.#waitingFor.push(stored)
    if (this.#busy) return
    this.#busy = true
    setImmediate(() => this.#commit())
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #commit(): void {
    const rows = this.#waiting
    this.#underWay = this.#waitingFor
    this.#waiting = []
    this.#waitingFor = []
    this.#next = performance.now() + GAP
    this.#thread.postMessage(rows)
  }

  #committed(): void {
    for (const stored of this.#underWay) stored()
    const early = this.#next - performance.now()
    if (this.#waiting.length === 0) this.#busy = false
    else if (early > 0) setTimeout(() => this.#commit(), early)
    else this.#commit()
  }
}
