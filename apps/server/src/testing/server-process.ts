import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ServeOptions } from '../serve.ts'
import { endWithUs } from './end-with-us.ts'

const MAIN = join(import.meta.dirname, '../main.ts')
const SERVE_WITH = join(import.meta.dirname, 'serve-with.ts')

/** A server in a process of its own, which can be told to stop, or killed. */
export class ServerProcess {
  readonly #process: ChildProcess
  readonly url: string
  /** What it wrote to stdout until it was ready. */
  readonly printed: readonly string[]
  /** What it wrote to stderr: its log. */
  readonly log: () => string

  /**
   * Starts it and waits until it says that it is ready.
   * @param variables its environment, besides this process's; PORT 0 picks a free port
   * @param options what is not as in production: `PATIENT` where its times are not what is looked at; `'sources'`: as
   * production, and not as it is built
   */
  static async start(
    variables: Readonly<Record<string, string>>,
    options?: ServeOptions | 'sources',
  ): Promise<ServerProcess> {
    const env = {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      LOOP_DELAY_LIMIT: '60000',
      ...variables,
    }
    const program = typeof options === 'object' ? [SERVE_WITH, JSON.stringify(options)] : [MAIN]
    const child = spawn(process.execPath, options === 'sources' ? [MAIN, '--sources'] : program, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    endWithUs(child)
    let log = ''
    child.stderr.on('data', (text) => {
      log += text
    })
    const printed: string[] = []
    for await (const line of createInterface(child.stdout)) {
      printed.push(line)
      const url = /ready: (http:\S+)/.exec(line)?.[1]
      if (url) return new ServerProcess(child, url, printed, () => log)
    }
    throw new Error(`the server did not start:\n${log}`)
  }

  private constructor(child: ChildProcess, url: string, printed: readonly string[], log: () => string) {
    this.#process = child
    this.url = url
    this.printed = printed
    this.log = log
  }

  /** What the address ends with that it prints for the first account; '' where there is one already. */
  get setUpToken(): string {
    return /#([\w-]{22})$/m.exec(this.printed.join('\n'))?.[1] ?? ''
  }

  /** Whether a SIGKILL has ended it. */
  get killed(): boolean {
    return this.#process.signalCode === 'SIGKILL'
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** @returns the exit code; null when a signal ended it */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    if (!this.running) return this.#process.exitCode
    const exit = once(this.#process, 'exit')
    this.#process.kill(signal)
    const [code] = await exit
    return code
  }

  /** Keeps its connections and its memory, and does nothing. */
  freeze(): void {
    this.#process.kill('SIGSTOP')
  }

  wake(): void {
    this.#process.kill('SIGCONT')
  }
}
