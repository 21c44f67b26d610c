import { setTimeout as pause } from 'node:timers/promises'
import { BOUND } from '../testing/bound.ts'
import { freePort } from '../testing/free-port.ts'
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

/** Server processes on ports that they keep. */
export class Servers {
  readonly urls: readonly string[]
  readonly #environment: Readonly<Record<string, string>>
  readonly #processes: ServerProcess[]

  static async start(count: number, environment: Readonly<Record<string, string>>): Promise<Servers> {
    const own = { ...LIMITS, LOG_LEVEL: 'warn', ...environment }
    const ports: number[] = []
    for (let index = 0; index < count; index++) ports.push(await freePort())
    const started = await Promise.allSettled(ports.map((port) => ServerProcess.start({ ...own, PORT: `${port}` })))
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = started.find((one) => one.status === 'rejected')
    if (failed) {
      await Promise.all(processes.map((server) => server.stop('SIGKILL')))
      throw failed.reason
    }
    return new Servers(own, processes)
  }

  private constructor(environment: Readonly<Record<string, string>>, processes: ServerProcess[]) {
    this.#environment = environment
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
    this.#processes[index] = await ServerProcess.start({ ...this.#environment, PORT: port })
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

  async close(): Promise<void> {
    const codes = await Promise.all(this.#processes.map((server) => server.stop('SIGTERM')))
    if (codes.some((code) => code !== 0)) throw new Error(`closing with grace ended with ${codes.join(', ')}`)
  }
}

/** What a server says of the bus; one that doesn't answer says nothing. */
async function busOf(url: string): Promise<string> {
  const response = await fetch(`${url}/healthz`).catch(() => null)
  return response?.ok ? ((await response.json()) as { bus: string }).bus : 'unknown'
}
