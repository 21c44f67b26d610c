import type { CaptureError, ConversationScenario, Problem } from '@woshou/capture'
import type { Role, SessionEvent } from '@woshou/session'

/** A conversation without its segments: to choose from. */
export interface ListedConversation {
  readonly index: number
  /** Addresses and ports as people write them. */
  readonly client: string
  readonly server: string
  readonly start: 'syn' | 'syn-ack' | 'middle'
  /** Milliseconds since 1970, UTC. */
  readonly from: number
  readonly until: number
  readonly packets: number
  /** Bytes of text, those sent again included. */
  readonly bytes: number
  readonly leftOut: number
}

export type CaptureRequest =
  | { readonly type: 'read'; readonly file: File }
  | { readonly type: 'log'; readonly index: number }
  | { readonly type: 'scenario'; readonly index: number; readonly role: Role }

export type CaptureAnswer =
  | {
      readonly type: 'read'
      readonly format: 'pcap' | 'pcapng'
      readonly packets: number
      readonly problems: readonly Problem[]
      readonly conversations: readonly ListedConversation[]
    }
  | { readonly type: 'refused'; readonly error: CaptureError }
  | { readonly type: 'log'; readonly log: readonly SessionEvent[] }
  | ({ readonly type: 'scenario' } & ConversationScenario)
  /** The worker has been given another file since. */
  | { readonly type: 'gone' }
  | { readonly type: 'failed' }

/** How long reading may take, ms: within LIMITS the largest files take a fraction of it. */
const PATIENCE = 60_000

/** Reads capture files in a worker, and ends it when it takes too long. */
export class CaptureReader {
  #worker: Worker | null = null
  #asked = 0

  /** Resolves with the worker's answer, `failed` included: never rejects. */
  ask(request: CaptureRequest): Promise<CaptureAnswer> {
    this.#worker ??= new Worker(new URL('./capture-worker.ts', import.meta.url), { type: 'module' })
    const worker = this.#worker
    const id = ++this.#asked
    return new Promise((resolve) => {
      const done = (answer: CaptureAnswer) => {
        clearTimeout(timer)
        worker.removeEventListener('message', take)
        worker.removeEventListener('error', fail)
        resolve(answer)
      }
      const take = ({ data }: MessageEvent<{ id: number; answer: CaptureAnswer }>) => {
        if (data.id === id) done(data.answer)
      }
      const fail = () => {
        this.stop()
        done({ type: 'failed' })
      }
      const timer = setTimeout(fail, PATIENCE)
      worker.addEventListener('message', take)
      worker.addEventListener('error', fail)
      worker.postMessage({ id, request })
    })
  }

  /** Lets go of the file and of all that was read. */
  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
  }
}
