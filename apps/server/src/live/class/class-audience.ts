import type { StoredParticipant } from '../../storage/classes.ts'
import type { Bus, Note } from '../bus.ts'
import type { ClassPeople } from './class-people.ts'
import { readNumbers, writeNumbers } from './number-set.ts'
import { TeacherPresence } from './teacher-presence.ts'

/** What has changed since a listener was told last. */
export interface ClassChange {
  /** The log went on, or the doors have another code: anything that a view shows may be another now. */
  readonly class: boolean
  /** Students of whom something has changed: came, went, are called otherwise, have another phone, were removed. */
  readonly people: readonly string[]
}

/** One open connection that a class is told to: a phone, a board, a wall. */
export interface ClassListener {
  /** Whose phone it is, as its token was found in the table; or what else it is. */
  readonly as: StoredParticipant | 'board' | 'wall'
  /** Look at the host again, soon: it may come often. Never throws. */
  changed(change: ClassChange): void
  /** The class has been deleted. Never throws. */
  gone(): void
}

/** Milliseconds in which changes are gathered: in a lecture hall a thousand would be told of a thousand. */
const GATHER = 50

/** Everybody to whom a class is told on this server, and who of all servers is there. */
export class ClassAudience {
  readonly teachers: TeacherPresence
  readonly #id: string
  readonly #bus: Bus
  readonly #people: () => ClassPeople
  readonly #listeners = new Set<ClassListener>()
  /** Students of whom nobody has been told yet. */
  readonly #news = new Set<string>()
  /** Whether anything of the class is news, too. */
  #ofClass = false
  #telling: NodeJS.Timeout | null = null
  #saying: NodeJS.Timeout | null = null
  #closed = false

  constructor(id: string, bus: Bus, ticks: () => number, people: () => ClassPeople) {
    this.#id = id
    this.#bus = bus
    this.#people = people
    this.teachers = new TeacherPresence(ticks)
  }

  /** Nobody is connected to this server, or was a moment ago. */
  get empty(): boolean {
    return this.#listeners.size === 0 && this.#people().presence.here.length === 0
  }

  join(listener: ClassListener): void {
    this.#listeners.add(listener)
    const { as } = listener
    if (as === 'board') {
      this.teachers.arrive()
      this.sayHere()
    } else if (as !== 'wall') this.#people().presence.arrive(as.nth)
  }

  /** @param silent see `PhonePresence.leave` */
  leave(listener: ClassListener, silent: boolean): void {
    if (!this.#listeners.delete(listener)) return
    const { as } = listener
    if (as === 'board') {
      this.teachers.leave()
      this.sayHere()
    } else if (as !== 'wall') this.#people().presence.leave(as.nth, silent)
  }

  /** Tells of a change of the class at once, and of those of whom something has changed in a moment. */
  tell({ class: ofClass, people }: ClassChange): void {
    for (const one of people) this.#news.add(one)
    if (ofClass) this.#tellNews(true)
    else if (this.#news.size > 0) this.#telling ??= setTimeout(() => this.#tellNews(this.#ofClass), GATHER).unref()
  }

  /** Tells now what was to be told in a moment. */
  tellNow(): void {
    if (this.#telling) this.#tellNews(this.#ofClass)
  }

  /** Something that a view shows is another now, and nobody waits for it: many of a kind are told as one. */
  tellSoon(): void {
    this.#ofClass = true
    this.#telling ??= setTimeout(() => this.#tellNews(true), GATHER).unref()
  }

  tellGone(): void {
    for (const listener of [...this.#listeners]) listener.gone()
  }

  /** Tells the other servers in a moment who is here. */
  sayHere(): void {
    if (this.#closed) return
    this.#saying ??= setTimeout(() => {
      this.#saying = null
      this.say()
    }, GATHER).unref()
  }

  /** Tells the other servers who is here. @param asks they are to say theirs */
  say({ asks = false } = {}): void {
    const bus = this.#bus
    if (bus.state === 'alone' || this.#closed) return
    const phones = writeNumbers(this.#people().presence.here)
    bus.publish(this.#id, { type: 'phones', server: bus.server, phones, taught: this.teachers.here, asks })
  }

  /** Another server says who is there. @returns whether all of them are known here */
  hear({ asks, phones, server, taught }: Extract<Note, { type: 'phones' }>): boolean {
    const numbers = readNumbers(phones)
    this.#people().presence.hear(server, numbers)
    this.teachers.hear(server, taught)
    if (asks) this.say()
    return this.#people().knows(numbers)
  }

  /** Another server is not heard of any more. */
  lose(server: string): void {
    this.#people().presence.lose(server)
    this.teachers.hear(server, false)
  }

  /** What the other servers were to be told in a moment they are told now: who was here last is not at this server any more. */
  close(): void {
    if (this.#saying) this.say()
    this.#closed = true
    clearTimeout(this.#saying ?? undefined)
    clearTimeout(this.#telling ?? undefined)
  }

  #tellNews(ofClass: boolean): void {
    clearTimeout(this.#telling ?? undefined)
    this.#telling = null
    const change = { class: ofClass || this.#ofClass, people: [...this.#news] }
    this.#news.clear()
    this.#ofClass = false
    for (const listener of [...this.#listeners]) listener.changed(change)
  }
}
