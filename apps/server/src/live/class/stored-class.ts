import { CLASS_VERSION, type ClassEvent, type Classroom, foldClass } from '@woshou/classroom'
import { type Appended, readInPages } from '../../storage/event-log.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import { StoredLog } from '../stored-log.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

/** What a decision comes to: events that follow those that are known, and the class they lead to. */
export interface ClassHappening {
  readonly events: readonly ClassEvent[]
  readonly classroom: Classroom
}

/** A class as far as it is stored, on this server. */
export class StoredClass extends StoredLog<ClassEvent, never> {
  #classroom: Classroom

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
    super(id, log)
    this.#classroom = classroom
  }

  /** The truth as far as it is stored. */
  get classroom(): Classroom {
    return this.#classroom
  }

  /** Stores what happens, then takes it. After a conflict nothing is stored; `catchUp` is next. */
  append({ classroom, events }: ClassHappening): Promise<Appended | NotNow> {
    return this.store({ events }, (stored) => {
      if (!isNotNow(stored) && stored.ok) this.#classroom = classroom
      return stored
    })
  }

  protected override get version(): number {
    return this.#classroom.version
  }

  protected override take(events: readonly ClassEvent[]): void {
    this.#classroom = foldClass(events, this.#classroom) ?? this.#classroom
  }
}
