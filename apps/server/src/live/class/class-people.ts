import { type Called, type Classroom, type Person, pseudonym } from '@woshou/classroom'
import type { ParticipantState, StoredParticipant } from '../../storage/classes.ts'
import { PhonePresence } from './phone-presence.ts'

/** The students of a class, as the table has them and as their phones are connected. */
export class ClassPeople {
  readonly presence: PhonePresence
  /** By id, in the order in which they came: those who are in, and no others. */
  readonly #called = new Map<string, Called>()
  /** All that were ever in. */
  readonly #stored = new Map<string, StoredParticipant>()
  readonly #byNth = new Map<number, string>()
  /** Taken one by one since the table has last been asked for all of them. */
  readonly #meanwhile = new Set<string>()
  readonly #classroom: () => Pick<Classroom, 'barred' | 'removed'>
  readonly #changed: (participants: readonly string[]) => void

  /**
   * @param classroom as the log has the class now: who was removed is out, whatever the table says yet
   * @param changed hears of whom something has changed
   */
  constructor(
    about: { readonly grace: number; readonly ticks: () => number },
    classroom: () => Pick<Classroom, 'barred' | 'removed'>,
    changed: (participants: readonly string[]) => void,
    changedHere: () => void,
  ) {
    this.#classroom = classroom
    this.#changed = changed
    this.presence = new PhonePresence(
      about.grace,
      { changed: (nth) => this.#presenceChanged(nth), changedHere },
      about.ticks,
    )
  }

  /** Those who are in, by id. */
  get called(): ReadonlyMap<string, Called> {
    return this.#called
  }

  /** Those who are in, as a decision asks of them. */
  get persons(): readonly Person[] {
    return [...this.#called].map(([participant, { present }]) => ({
      participant,
      present,
      cameAt: this.#stored.get(participant)?.cameAt ?? 0,
    }))
  }

  /** Of whoever was ever in. */
  stored(participant: string): StoredParticipant | null {
    return this.#stored.get(participant) ?? null
  }

  /** in, removed or barred; null when they never were. */
  stateOf(participant: string): ParticipantState | null {
    const stored = this.#stored.get(participant)
    if (!stored) return null
    const { barred, removed } = this.#classroom()
    if (stored.state !== 'in' || !removed.has(participant)) return stored.state
    return barred.has(participant) ? 'barred' : 'removed'
  }

  /** Whether all of them have been read from the table. */
  knows(numbers: ReadonlySet<number>): boolean {
    for (const nth of numbers) if (!this.#byNth.has(nth)) return false
    return true
  }

  /** Whether the phone is connected to this server. */
  isHere(participant: string): boolean {
    const stored = this.#stored.get(participant)
    return stored !== undefined && this.presence.isHere(stored.nth)
  }

  /** In ticks; null while they are connected. */
  awaySince(participant: string): number | null {
    const stored = this.#stored.get(participant)
    return stored ? this.presence.awaySince(stored.nth) : null
  }

  /** The table is asked for all of them: what is taken from now on may be newer than its answer. */
  asksForAll(): void {
    this.#meanwhile.clear()
  }

  /** Whether some were taken since then: of these nothing is known by the answer. */
  get tookMeanwhile(): boolean {
    return this.#meanwhile.size > 0
  }

  /** Takes what the table has answered of all who were ever in. @returns those whose token is another one now */
  takeAll(answered: readonly StoredParticipant[]): readonly string[] {
    const participants = answered.filter(({ id }) => !this.#meanwhile.has(id))
    const known = new Set(participants.map(({ id }) => id))
    // somebody wanted to be forgotten
    const forgotten = [...this.#stored.keys()].filter((id) => !known.has(id) && !this.#meanwhile.has(id))
    for (const id of forgotten) {
      this.#stored.delete(id)
      this.#called.delete(id)
    }
    if (forgotten.length > 0) this.#changed(forgotten)
    return this.#take(participants)
  }

  /** Takes what the table has just said of one. @returns whether their token is another one now */
  take(participant: StoredParticipant): boolean {
    this.#meanwhile.add(participant.id)
    return this.#take([participant]).length > 0
  }

  #take(participants: readonly StoredParticipant[]): readonly string[] {
    const changed: string[] = []
    const elsewhere: string[] = []
    for (const participant of participants) {
      const { id, nth, tokenHash } = participant
      const before = this.#stored.get(id)
      if (before && before.tokenHash !== tokenHash) elsewhere.push(id)
      this.#stored.set(id, participant)
      this.#byNth.set(nth, id)
      if (this.#call(id) || (before && before.tokenHash !== tokenHash)) changed.push(id)
    }
    if (changed.length > 0) this.#changed(changed)
    return elsewhere
  }

  /** Looks again at what the log says of some. */
  look(participants: readonly string[]): void {
    const changed = participants.filter((id) => this.#call(id))
    if (changed.length > 0) this.#changed(changed)
  }

  /** @returns whether anything of it is news */
  #call(id: string): boolean {
    const stored = this.#stored.get(id)
    const before = this.#called.get(id)
    if (!stored || this.stateOf(id) !== 'in') return this.#called.delete(id)
    const present = this.presence.connected(stored.nth)
    if (before && before.name === stored.name && before.present === present) return false
    this.#called.set(id, { name: stored.name, pseudonym: pseudonym(stored.nth), present, cameAt: stored.cameAt })
    return true
  }

  #presenceChanged(nth: number): void {
    const id = this.#byNth.get(nth)
    if (id !== undefined && this.#call(id)) this.#changed([id])
  }
}
