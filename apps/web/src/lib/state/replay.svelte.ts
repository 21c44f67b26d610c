import type { State } from '@woshou/protocol'
import { type Ladder, ladderOfLog, Replay, type Role, type Session, type SessionEvent } from '@woshou/session'

export const SPEEDS = [0.5, 1, 2, 4] as const
export type Speed = (typeof SPEEDS)[number]

/** The longest that nothing happens while playing, at speed 1, ms: nobody watches somebody else think. */
const LONGEST_PAUSE = 2_000

/**
 * A stored session with a cursor that steps, jumps and plays: the same fold as live, stopped anywhere.
 */
export class ReplayCursor {
  readonly log: readonly SessionEvent[]
  /** The whole session's ladder; what lies after the cursor is only sketched. */
  readonly ladder: Ladder
  /** The versions of the wrong attempts, in order. */
  readonly mistakes: readonly number[]
  readonly #replay: Replay
  /** Play time while playing, finer than what is shown to readers who prefer less motion. */
  #clock = 0
  #version = $state(1)
  #now = $state(0)
  #playing = $state(false)
  #speed = $state<Speed>(1)
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #session: Session = $derived(this.#at(this.#version))
  readonly #before: Session = $derived(this.#at(Math.max(this.#version - 1, 1)))

  /** @param from the version to stand at; outside the log: the nearest end */
  constructor(log: readonly SessionEvent[], from: number) {
    this.log = log
    this.#replay = new Replay(log)
    this.ladder = ladderOfLog(log)
    this.mistakes = this.#replay.mistakes
    this.seek(from)
  }

  get length(): number {
    return this.log.length
  }

  /** The version at the cursor, 1 to `length`. */
  get version(): number {
    return this.#version
  }

  /** Play time in ms: moves smoothly while playing. */
  get now(): number {
    return this.#now
  }

  get playing(): boolean {
    return this.#playing
  }

  get speed(): Speed {
    return this.#speed
  }

  set speed(speed: Speed) {
    this.#speed = speed
  }

  get event(): SessionEvent | undefined {
    return this.log[this.#version - 1]
  }

  /** The session at the cursor, and just before its event. */
  get session(): Session {
    return this.#session
  }

  get before(): Session {
    return this.#before
  }

  /** The states that one end has passed through up to the cursor, the present one last. */
  states(role: Role): readonly State[] {
    const start = this.ladder.start[role]
    const states = this.ladder.ticks.flatMap((tick) =>
      tick.kind === 'state' && tick.role === role && tick.version <= this.#version ? [tick.to] : [],
    )
    return start ? [start, ...states] : states
  }

  seek(version: number): void {
    const whole = Number.isFinite(version) ? Math.trunc(version) : 1
    this.#version = Math.min(Math.max(whole, 1), this.length)
    this.#clock = this.event?.at ?? 0
    this.#now = this.#clock
  }

  /** Steps by hand stop the playing. */
  step(by: number): void {
    this.pause()
    this.seek(this.#version + by)
  }

  nextMistake(): void {
    const next = this.mistakes.find((version) => version > this.#version) ?? this.mistakes[0]
    if (next !== undefined) this.#jump(next)
  }

  previousMistake(): void {
    const previous = this.mistakes.findLast((version) => version < this.#version) ?? this.mistakes.at(-1)
    if (previous !== undefined) this.#jump(previous)
  }

  toggle(): void {
    if (this.#playing) this.pause()
    else this.play()
  }

  play(): void {
    if (this.#playing) return
    if (this.#version >= this.length) this.seek(1)
    this.#playing = true
    let last = performance.now()
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    const tick = () => {
      if (!this.#playing) return
      const at = performance.now()
      this.#advance(at - last, still.matches)
      last = at
      if (this.#version >= this.length) this.#playing = false
      else if (still.matches) this.#timer = setTimeout(tick, 100)
      else this.#frame = requestAnimationFrame(tick)
    }
    tick()
  }

  pause(): void {
    this.#playing = false
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }

  #jump(version: number): void {
    this.pause()
    this.seek(version)
  }

  /** Time between two events, taken together, passes at the chosen speed; long pauses pass faster. */
  #advance(elapsed: number, whole: boolean): void {
    let left = elapsed * this.#speed
    while (left > 0 && this.#version < this.length) {
      const next = this.log[this.#version]
      if (!next) return
      const gap = next.at - (this.event?.at ?? 0)
      const hurry = Math.max(1, gap / LONGEST_PAUSE)
      const rest = (next.at - this.#clock) / hurry
      if (rest > left) {
        this.#clock += left * hurry
        left = 0
      } else {
        left -= Math.max(rest, 0)
        this.#version++
        this.#clock = next.at
      }
    }
    this.#now = whole ? (this.event?.at ?? 0) : this.#clock
  }

  #at(version: number): Session {
    return this.#replay.at(version)
  }
}
