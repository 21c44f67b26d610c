import { CLASS_VERSION, type ClassEvent, type Classroom, foldClass } from '@woshou/classroom'
import { readInPages } from '../../storage/event-log.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

/** What a decision comes to: events that follow those that are known, and the class they lead to. */
export interface ClassHappening {
  readonly events: readonly ClassEvent[]
  readonly classroom: Classroom
}

/**
 * A class as far as it is stored, on this server. Whatever fails, what it holds is a beginning of the stored log; `catchUp`
 * reads what it missed. `append` and `catchUp` are for one caller at a time: the host's queue sees to that.
 */
export class StoredClass {
  readonly id: string
  readonly #log: ClassSurroundings['classLog']
  #classroom: Classroom
  #behind = false
  #leads = false
  #gone = false

  /** @returns null when there is no such class */
  static async load(
    id: string,
    { classLog }: Pick<ClassSurroundings, 'classLog'>,
  ): Promise<StoredClass | NotNow | null> {
    const pages = readInPages(classLog, id)
    let classroom: Classroom | null = null
    for (;;) {
      const page = await unlessLost(pages.next())
      if (isNotNow(page)) return page
      if (page.done) break
      const [opened] = page.value
      if (opened?.type === 'class-opened' && opened.classVersion > CLASS_VERSION)
        return {
          notNow: 'newer-rules',
          detail: 'this class was begun by a newer build: a newer server goes on with it',
        }
      classroom = foldClass(page.value, classroom)
    }
    return classroom && new StoredClass(id, classroom, classLog)
  }

  private constructor(id: string, classroom: Classroom, log: ClassSurroundings['classLog']) {
    this.id = id
    this.#classroom = classroom
    this.#log = log
  }

  /** The truth as far as it is stored. */
  get classroom(): Classroom {
    return this.#classroom
  }

  /** An append failed and may have been stored, or another server's events were missed. */
  get behind(): boolean {
    return this.#behind
  }

  /** The newest event was stored here. */
  get leads(): boolean {
    return this.#leads
  }

  /** The class has been deleted. */
  get gone(): boolean {
    return this.#gone
  }

  /** The log is known to have this version. @returns whether that is more than is known here */
  hearOf(version: number): boolean {
    if (version <= this.#classroom.version) return false
    this.#behind = true
    return true
  }

  doubt(): void {
    this.#behind = true
  }

  /** Stores what happens, then takes it. @returns false after a conflict: nothing is stored, `catchUp` is next */
  async append({ classroom, events }: ClassHappening): Promise<boolean | NotNow> {
    try {
      const appended = await this.#log.append({ log: this.id, events })
      if (!appended.ok) {
        this.#behind = true
        return false
      }
    } catch (cause) {
      this.#behind = true
      return { notNow: 'storage-lost', cause }
    }
    this.#classroom = classroom
    this.#leads = true
    return true
  }

  /** Reads what others have stored since, and takes it. @returns that; `gone` when the class has been deleted */
  async catchUp(): Promise<readonly ClassEvent[] | NotNow> {
    const missed = await unlessLost(this.#log.read(this.id, this.#classroom.version))
    if (isNotNow(missed)) return missed
    if (missed.length === 0) {
      const newest = await unlessLost(this.#log.newest([this.id]))
      if (isNotNow(newest)) return newest
      if (!newest.has(this.id)) {
        this.#gone = true
        return { notNow: 'gone' }
      }
    }
    this.#behind = false
    if (missed.length > 0) this.#leads = false
    this.#classroom = foldClass(missed, this.#classroom) ?? this.#classroom
    return missed
  }
}
