import { setTimeout as pause } from 'node:timers/promises'
import type { ServeOptions } from '../serve.ts'
import { BOUND } from '../testing/bound.ts'
import { freePort } from '../testing/free-port.ts'
import { PATIENT } from '../testing/patience.ts'
import { ServerProcess } from '../testing/server-process.ts'

/** No student here is an attacker, and all of them share one address. */
const LIMITS = {
  MESSAGES_PER_SECOND: '1000',
  REQUESTS_PER_MINUTE: '100000',
  CONNECTIONS_PER_ADDRESS: '10000',
  STORAGE_PER_ADDRESS: '0',
}

/** Characters of a log that are shown when something fails. */
const LOG_SHOWN = 3_000

/** `npm run faults`, on a machine that does nothing else, breaks what has production's own times. */
const TIMES = process.env.FAULT_ROUNDS ? {} : PATIENT

/** Server processes on ports that they keep. */
export class Servers {
  readonly urls: readonly string[]
  readonly #start: (port: string) => Promise<ServerProcess>
  readonly #processes: ServerProcess[]

  /** @param options besides production's times, or `PATIENT` ones under `npm test` */
  static async start(
    count: number,
    environment: Readonly<Record<string, string>>,
    options: ServeOptions = {},
  ): Promise<Servers> {
    const own = { ...LIMITS, LOG_LEVEL: 'warn', ...environment }
    const start = (PORT: string) => ServerProcess.start({ ...own, PORT }, { ...TIMES, ...options })
    const ports: number[] = []
    for (let index = 0; index < count; index++) ports.push(await freePort())
    const started = await Promise.allSettled(ports.map((port) => start(`${port}`)))
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = started.find((one) => one.status === 'rejected')
    if (failed) {
      await Promise.all(processes.map((server) => server.stop('SIGKILL')))
      throw failed.reason
    }
    return new Servers(start, processes)
  }

  private constructor(start: (port: string) => Promise<ServerProcess>, processes: ServerProcess[]) {
    this.#start = start
    this.#processes = processes
    this.urls = processes.map(({ url }) => url)
  }

  at(index: number): ServerProcess {
    const server = this.#processes[index]
    if (!server) throw new Error(`no server ${index}`)
    return server
  }

  /** The end of what each has logged since it was started. */
  logs(): string {
    return this.#processes.map((server) => `${server.url}:\n${server.log().slice(-LOG_SHOWN)}`).join('\n')
  }

  /** Starts a server again that has stopped, on the same port. */
  async restart(index: number): Promise<void> {
    const { port } = new URL(this.at(index).url)
    this.#processes[index] = await this.#start(port)
  }

  /** Waits until all of them say so of the bus. */
  async hear(state: 'connected' | 'lost'): Promise<void> {
    const deadline = performance.now() + BOUND
    for (;;) {
      const states = await Promise.all(this.urls.map(busOf))
      if (states.every((other) => other === state)) return
      if (performance.now() > deadline) throw new Error(`the bus is ${states.join(', ')} instead of ${state}`)
      await pause(50)
    }
  }

  /** Closes those that no fault has ended. */
  async close(): Promise<void> {
    const left = this.#processes.filter(({ killed }) => !killed)
    const codes = await Promise.all(left.map((server) => server.stop('SIGTERM')))
    if (codes.some((code) => code !== 0)) {
      throw new Error(`closing with grace ended with ${codes.join(', ')}\n${this.logs()}`)
    }
  }
}

/** What a server says of the bus; one that doesn't answer says nothing. */
async function busOf(url: string): Promise<string> {
  const response = await fetch(`${url}/healthz`).catch(() => null)
  return response?.ok ? ((await response.json()) as { bus: string }).bus : 'unknown'
}
