import { Worker } from 'node:worker_threads'
import type { OfferRead } from './solo-offer.ts'

const THREAD = new URL('./solo-offer-thread.ts', import.meta.url)

/** Megabytes which two megabytes of JSON and what is made of them never take. */
const MOST_MEMORY = 256

/** Milliseconds without an offer after which the thread ends: it takes memory, and most servers hardly ever have one. */
const IDLE = 30_000

interface Waiting {
  readonly resolve: (read: OfferRead) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads offers in a thread of its own, one after the other: two megabytes of JSON are parsed in one go, and to replay two
 * thousand events takes as long as a hundred moves. The thread is there from the first offer until none has come for long.
 */
export class SoloOffers {
  #worker: Worker | null = null
  #waiting: Waiting[] = []
  #idle: NodeJS.Timeout | undefined

  /** @param body is the thread's from now on, and empty here */
  read(body: Uint8Array<ArrayBuffer>): Promise<OfferRead> {
    clearTimeout(this.#idle)
    const worker = this.#thread()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      worker.postMessage(body, [body.buffer])
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#worker?.terminate()
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } })
    worker.unref()
    worker.on('message', (read: OfferRead) => {
      this.#waiting.shift()?.resolve(read)
      if (this.#waiting.length === 0) this.#idle = setTimeout(() => void worker.terminate(), IDLE).unref()
    })
    worker.on('error', (error) => this.#lose(worker, error))
    worker.on('exit', () => this.#lose(worker, new Error('the thread that reads offers has ended')))
    this.#worker = worker
    return worker
  }

  /** Whoever waits for it waits for nothing; the next offer has a new one. */
  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    clearTimeout(this.#idle)
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
