// How many seconds of processor a run's processes have used, browsers and servers among them: unlike its duration, much
// the same on a busy machine. From Linux' /proc, looked into again and again: a browser's processes end unwaited for, and
// are in nobody's account afterwards.
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100

/** Milliseconds between two looks: what a process does after the last one is lost unless its parent waits for it. */
const LOOK_EVERY = 500

/** Looks after which a process that was of no run in each of them is taken to be of none. */
const SURE = 3

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

const buffer = Buffer.alloc(1_024)

/** What a process's `stat` says, of some three hundred bytes; null when it has just ended. A third of `readFileSync`'s time. */
function statOf(pid: string): string | null {
  let file: number
  try {
    file = openSync(`/proc/${pid}/stat`, 'r')
  } catch {
    return null
  }
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer))
  } catch {
    return null
  } finally {
    closeSync(file)
  }
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
  /** The run of each process that has one, and the start by which a number that is used again is told apart. */
  #known = new Map<string, { readonly run: string; readonly start: string }>()
  /**
   * Those of no run: nothing of them is read any more until their number has gone, and half of a machine's processes are
   * such. In how many looks they were: one that has just been forked still shows the variables of who has started it.
   */
  #strangers = new Map<string, number>()
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
    const [known, strangers] = [this.#known, this.#strangers]
    this.#known = new Map()
    this.#strangers = new Map()
    for (const pid of readdirSync('/proc')) {
      if (!/^\d/.test(pid)) continue
      const looks = strangers.get(pid) ?? 0
      const stat = looks < SURE ? statOf(pid) : null
      if (stat !== null) stats.set(pid, stat)
      else if (looks >= SURE) this.#strangers.set(pid, looks)
    }
    const found = new Map<string, Map<number, ProcessTime>>()
    for (const [pid, stat] of stats) {
      const run = this.#runOf(pid, stats, known)
      if (run === null) {
        this.#strangers.set(pid, (strangers.get(pid) ?? 0) + 1)
        continue
      }
      const processes = found.get(run) ?? new Map()
      found.set(run, processes.set(Number(pid), processTimeOf(stat)))
    }
    for (const run of found.keys()) if (!this.#runs.has(run)) this.#runs.set(run, new ProcessorTime())
    for (const [run, time] of this.#runs) time.look(found.get(run) ?? new Map())
  }

  /** The run that a process names, else that of the one that started it. */
  #runOf(
    pid: string,
    stats: ReadonlyMap<string, string>,
    known: ReadonlyMap<string, { readonly run: string; readonly start: string }>,
  ): string | null {
    const stat = stats.get(pid)
    if (stat === undefined) return null
    const done = this.#known.get(pid)
    if (done) return done.run
    // starttime is field 22
    const start = fieldsOf(stat)[19] ?? ''
    const before = known.get(pid)
    const run =
      before?.start === start
        ? before.run
        : (this.#named(pid) ?? this.#runOf(`${processTimeOf(stat).parent}`, stats, known))
    if (run !== null) this.#known.set(pid, { run, start })
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
