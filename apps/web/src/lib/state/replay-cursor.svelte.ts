import type { State } from '@woshou/protocol'
import { type Ladder, ladderOfLog, Replay, type Role, type Session, type SessionEvent } from '@woshou/session'

export const SPEEDS = [0.5, 1, 2, 4] as const
export type Speed = (typeof SPEEDS)[number]

/** The longest that nothing happens while playing, at speed 1, ms: nobody watches somebody else think. */
const LONGEST_PAUSE = 2_000

/** Milliseconds between two looks at the clock while playing, at most: what moves meanwhile is moved by the compositor. */
const LOOK = 250

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
  #rate = $state(0)
  #speed = $state<Speed>(1)
  /** Of the last look at the clock, `performance.now()`. */
  #looked = $state(0)
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

  /**
   * Play time in ms as of the last look at the clock, when that was, and how fast it runs, play time per time: 0 while it
   * stands, and for readers who prefer less motion.
   */
  get time(): { readonly now: number; readonly rate: number; readonly at: number } {
    return { now: this.#now, rate: this.#rate, at: this.#looked }
  }

  get playing(): boolean {
    return this.#playing
  }

  get speed(): Speed {
    return this.#speed
  }

  set speed(speed: Speed) {
    if (this.#playing) this.#look()
    this.#speed = speed
    if (this.#playing) this.#look()
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

  /** Whether there is a mistake after the cursor (1), or before it (-1). */
  hasMistake(direction: 1 | -1): boolean {
    return this.mistakes.some((version) => (version - this.#version) * direction > 0)
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
    this.#looked = performance.now()
    this.#look()
  }

  pause(): void {
    if (this.#playing) this.#look()
    this.#playing = false
    this.#rate = 0
    clearTimeout(this.#timer)
  }

  /** What has passed since the last look; and the next one when something happens, or soon. */
  #look(): void {
    clearTimeout(this.#timer)
    const at = performance.now()
    const { matches: still } = matchMedia('(prefers-reduced-motion: reduce)')
    this.#goOn(at - this.#looked, still)
    this.#looked = at
    const next = this.log[this.#version]
    this.#playing = next !== undefined
    this.#rate = next && !still ? this.#pace(next) : 0
    if (next) this.#timer = setTimeout(() => this.#look(), Math.min((next.at - this.#clock) / this.#pace(next), LOOK))
  }

  /** How fast play time runs towards the next event: long pauses pass faster. */
  #pace(next: SessionEvent): number {
    return this.#speed * Math.max(1, (next.at - (this.event?.at ?? 0)) / LONGEST_PAUSE)
  }

  #jump(version: number): void {
    this.pause()
    this.seek(version)
  }

  #goOn(elapsed: number, whole: boolean): void {
    let left = elapsed
    for (let next = this.log[this.#version]; next && left >= 0; next = this.log[this.#version]) {
      const pace = this.#pace(next)
      const rest = (next.at - this.#clock) / pace
      if (rest > left) {
        this.#clock += left * pace
        break
      }
      left -= Math.max(rest, 0)
      this.#version++
      this.#clock = next.at
    }
    this.#now = whole ? (this.event?.at ?? 0) : this.#clock
  }

  #at(version: number): Session {
    return this.#replay.at(version)
  }
}
