// The stages of one `npm test`: the runs of a stage side by side, each in a process group of its own that carries the
// test run's mark. Whether a run fails, is interrupted or kills itself, `end` says what stayed of it and removes it.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ProcessorMeter } from './processor-time.ts'
import { type Stayed, TestRun } from './test-run.ts'

const root = join(import.meta.dirname, '..')

/** The variable that names a process's run among those of a test run. */
const NAME = 'WOSHOU_TEST_STAGE'

/** Milliseconds for the runs to end by themselves when they are interrupted. */
const END_WITHIN = 10_000

export interface Run {
  readonly name: string
  readonly command: readonly string[]
}

export interface Ended {
  readonly name: string
  /** What it exited with; 1 when a signal ended it. */
  readonly status: number
  readonly seconds: number
  /** Seconds of processor that it used, with all it has started; null where that cannot be known. */
  readonly processor: number | null
}

/** What ends a run from outside: the first time in order, the second time at once. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs stages, and hears this process's interrupts from its beginning to `end`. */
export class TestStages {
  readonly #testRun = TestRun.begin()
  readonly #meter = new ProcessorMeter(NAME)
  readonly #environment: Readonly<Record<string, string>>
  readonly #running = new Set<ChildProcess>()
  readonly #hear = (kind: NodeJS.Signals) => this.#interrupt(kind)
  #interrupted: NodeJS.Signals | null = null

  /** @param environment goes to every run besides this process's own */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = environment
    for (const kind of INTERRUPTS) process.on(kind, this.#hear)
  }

  /** What interrupted them; null: nothing has yet. */
  get interrupted(): NodeJS.Signals | null {
    return this.#interrupted
  }

  /** Runs one stage to its end, each line of output under its run's name as it comes. */
  run(stage: readonly Run[]): Promise<readonly Ended[]> {
    return Promise.all(stage.map((run) => this.#run(run)))
  }

  /** Ends and removes what stayed of all stages. @param grace milliseconds for what is just ending */
  async end(grace?: number): Promise<Stayed> {
    const stayed = await this.#testRun.end(grace)
    this.#meter.end()
    for (const kind of INTERRUPTS) process.off(kind, this.#hear)
    return stayed
  }

  #run({ command, name }: Run): Promise<Ended> {
    const [program = '', ...args] = command
    const started = performance.now()
    const windows = process.platform === 'win32'
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
        ...this.#environment,
        ...this.#testRun.environment,
        [NAME]: name,
      },
      shell: windows,
      // in a process group of its own, which ends as one
      detached: !windows,
    })
    this.#running.add(child)
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => console.log(`${name.padEnd(6)}│ ${line}`))
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', () => this.#running.delete(child))
      child.on('close', (code) =>
        resolve({
          name,
          status: code ?? 1,
          seconds: (performance.now() - started) / 1_000,
          processor: this.#meter.secondsOf(name),
        }),
      )
    })
  }

  // the first Ctrl-C lets tests end what they have started, the second one waits for nothing
  #interrupt(kind: NodeJS.Signals): void {
    if (this.#interrupted) {
      this.#signal('SIGKILL')
      return
    }
    this.#interrupted = kind
    console.log(`\n${kind}: ending what is running …`)
    this.#signal(kind)
    setTimeout(() => this.#signal('SIGKILL'), END_WITHIN).unref()
  }

  #signal(kind: NodeJS.Signals): void {
    for (const { pid } of this.#running) {
      if (pid === undefined) continue
      try {
        process.kill(process.platform === 'win32' ? pid : -pid, kind)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }
}
