// How many seconds of processor a run's processes have used, browsers and servers among them: unlike its duration, much
// the same on a busy machine. From Linux' /proc, looked into again and again: a browser's processes end unwaited for, and
// are in nobody's account afterwards.
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100

/** Milliseconds between two looks: what a process does after the last one is lost unless its parent waits for it. */
const LOOK_EVERY = 500

/** A process, as /proc says: its own time and that of the children it has waited for, in ticks. */
export interface ProcessTime {
  readonly parent: number
  readonly ticks: number
}

/** The fields of `/proc/PID/stat` from the third on. The name before, in parentheses, may hold spaces and parentheses. */
const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** What `/proc/PID/stat` says. */
export function processTimeOf(stat: string): ProcessTime {
  const fields = fieldsOf(stat).map(Number)
  const [, parent = 0] = fields
  // utime, stime, cutime and cstime are fields 14 to 17
  return { parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) }
}

/** Adds up what the processes of one run use, from one look to the next. */
export class ProcessorTime {
  #last: ReadonlyMap<number, ProcessTime> = new Map()
  #ended = 0

  /**
   * What is there now. A process that has gone since is counted as it was then, unless somebody who is still there has
   * waited for it: then it is in that one's time.
   */
  look(now: ReadonlyMap<number, ProcessTime>): void {
    // by so much more than before: what those who have gone had used is in it where they were waited for
    const credit = new Map<number, number>()
    for (const [pid, { ticks }] of now) credit.set(pid, ticks - (this.#last.get(pid)?.ticks ?? 0))
    const gone = [...this.#last]
      .filter(([pid]) => !now.has(pid))
      .map(([, one]) => ({ ...one, ...this.#heir(one, now) }))
    for (const { heir, steps: _, ticks } of gone.sort((a, b) => a.steps - b.steps)) {
      const credited = credit.get(heir) ?? 0
      if (credited < ticks) this.#ended += ticks
      else credit.set(heir, credited - ticks)
    }
    this.#last = now
  }

  get seconds(): number {
    let ticks = this.#ended
    for (const one of this.#last.values()) ticks += one.ticks
    return ticks / TICKS
  }

  /** The nearest ancestor that is still there, and how many steps up it is. */
  #heir({ parent }: ProcessTime, now: ReadonlyMap<number, ProcessTime>): { heir: number; steps: number } {
    let [heir, steps] = [parent, 1]
    for (let next = this.#last.get(heir); !now.has(heir) && next; next = this.#last.get(heir)) {
      heir = next.parent
      steps += 1
    }
    return { heir, steps }
  }
}

/**
 * Measures runs side by side, whose processes carry their names, or were started by one that does: Chromium writes each
 * renderer's title over its variables. A run that is over within half a second may count nothing.
 */
export class ProcessorMeter {
  readonly #mark: string
  readonly #runs = new Map<string, ProcessorTime>()
  /** The run of each process that has one; a number that is used again comes with another start. */
  readonly #known = new Map<string, string>()
  readonly #looking: NodeJS.Timeout | null

  /** @param mark the variable whose value is the name of a process's run */
  constructor(mark: string) {
    this.#mark = mark
    this.#looking = process.platform === 'linux' ? setInterval(() => this.#look(), LOOK_EVERY) : null
    this.#looking?.unref()
  }

  /** Seconds that a run's processes have used so far; null where there is no /proc. */
  secondsOf(run: string): number | null {
    if (!this.#looking) return null
    this.#look()
    return this.#runs.get(run)?.seconds ?? 0
  }

  end(): void {
    if (this.#looking) clearInterval(this.#looking)
  }

  #look(): void {
    const stats = new Map<string, string>()
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        stats.set(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'))
      } catch {
        // it has just ended
      }
    }
    const found = new Map<string, Map<number, ProcessTime>>()
    for (const [pid, stat] of stats) {
      const run = this.#runOf(pid, stats)
      if (run === null) continue
      const processes = found.get(run) ?? new Map()
      found.set(run, processes.set(Number(pid), processTimeOf(stat)))
    }
    for (const run of found.keys()) if (!this.#runs.has(run)) this.#runs.set(run, new ProcessorTime())
    for (const [run, time] of this.#runs) time.look(found.get(run) ?? new Map())
  }

  /** The run that a process names, else that of the one that started it. */
  #runOf(pid: string, stats: ReadonlyMap<string, string>): string | null {
    const stat = stats.get(pid)
    if (stat === undefined) return null
    // starttime is field 22
    const key = `${pid} ${fieldsOf(stat)[19]}`
    const run = this.#known.get(key) ?? this.#named(pid) ?? this.#runOf(`${processTimeOf(stat).parent}`, stats)
    if (run !== null) this.#known.set(key, run)
    return run
  }

  #named(pid: string): string | null {
    const mark = `${this.#mark}=`
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
      return environment.find((variable) => variable.startsWith(mark))?.slice(mark.length) ?? null
    } catch {
      // it has just ended, or is another account's
      return null
    }
  }
}
