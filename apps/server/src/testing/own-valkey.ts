import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { endWithUs } from './end-with-us.ts'
import { freePort } from './free-port.ts'
import { findProgram } from './program.ts'

/** A Valkey (or Redis) of one's own on a port of its own, which stores nothing: it may be stopped and killed. */
export class OwnValkey {
  readonly #port: number
  #process: ChildProcess | null = null

  /** Whether this machine has one. */
  static get found(): boolean {
    return findProgram('valkey-server', 'redis-server') !== null
  }

  static async start(port?: number): Promise<OwnValkey> {
    const own = new OwnValkey(port ?? (await freePort()))
    await own.start()
    return own
  }

  private constructor(port: number) {
    this.#port = port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    const program = findProgram('valkey-server', 'redis-server')
    if (!program) throw new Error('no valkey-server or redis-server on this machine')
    const options = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    const child = spawn(program, options, { stdio: 'ignore', cwd: '/' })
    this.#process = child
    endWithUs(child)
    const asking = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    asking.on('error', () => {})
    await asking.ping()
    asking.disconnect()
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }

  /** Keeps its connections and answers nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  wake(): void {
    this.#process?.kill('SIGCONT')
  }
}
