import type { Classroom } from '@woshou/classroom'
import type { StoredClass as ClassRow, Doors, StoredParticipant } from '../../storage/classes.ts'
import { drawToken } from '../../storage/seat-token.ts'
import { DRAWS, drawCode } from '../codes.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import { ClassPeople } from './class-people.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

/** Milliseconds in which what changes is read at once: a lecture hall comes in within a minute. */
const GATHER = 50

/** Who wants to know what has become of a class's tables. */
export interface TablesWatcher {
  /** Of whom something has changed. */
  peopleChanged(participants: readonly string[]): void
  /** Whose phones are connected to this server has changed. */
  phonesHereChanged(): void
  /** Other phones have these students' places. */
  placesTaken(participants: readonly string[]): void
  /** What the class is called, or its code. */
  rowChanged(): void
  /** The class has been deleted. */
  gone(): void
  /** Nothing is being read any more. */
  settled(): void
}

/** What a class's tables say, on this server: who is in, what it is called, by which code one comes in. What commutes. */
export class ClassTables {
  readonly people: ClassPeople
  readonly #id: string
  readonly #surroundings: Pick<ClassSurroundings, 'classes' | 'report'>
  readonly #watcher: TablesWatcher
  #row: ClassRow
  #reading: Promise<NotNow | null> | null = null
  #readAgain = false
  /** Until then nobody waits for news. */
  #begun = false
  #closed = false

  /** @param classroom as the log has the class now: who was removed is out, whatever the tables say yet */
  constructor(
    row: ClassRow,
    participants: readonly StoredParticipant[],
    surroundings: Pick<ClassSurroundings, 'classes' | 'presenceGrace' | 'report' | 'ticks'>,
    classroom: () => Pick<Classroom, 'barred' | 'removed'>,
    watcher: TablesWatcher,
  ) {
    this.#id = row.id
    this.#row = row
    this.#surroundings = surroundings
    this.#watcher = watcher
    this.people = new ClassPeople(
      { grace: surroundings.presenceGrace, ticks: surroundings.ticks },
      classroom,
      (people) => {
        if (this.#begun) watcher.peopleChanged(people)
      },
      () => watcher.phonesHereChanged(),
    )
    this.people.takeAll(participants)
    this.#begun = true
  }

  get row(): ClassRow {
    return this.#row
  }

  get busy(): boolean {
    return this.#reading !== null
  }

  /** Reads all of it again: once for all who ask while it is being read. */
  read(): Promise<NotNow | null> {
    const underWay = this.#reading
    if (underWay !== null) {
      this.#readAgain = true
      return underWay
    }
    const reading = this.#read().finally(() => {
      this.#reading = null
      this.#watcher.settled()
    })
    this.#reading = reading
    return reading
  }

  async #read(): Promise<NotNow | null> {
    const { classes, report } = this.#surroundings
    do {
      await new Promise((resolve) => setTimeout(resolve, GATHER))
      this.#readAgain = false
      this.people.asksForAll()
      const found = await unlessLost(Promise.all([classes.find(this.#id), classes.participants(this.#id)]))
      if (isNotNow(found)) {
        if (found.notNow === 'storage-lost') report(found.cause, 'class')
        return found
      }
      const [row, participants] = found
      if (!row) {
        this.#watcher.gone()
        return { notNow: 'gone' }
      }
      const changed = row.name !== this.#row.name || row.doors.code !== this.#row.doors.code
      this.#row = row
      this.#watcher.placesTaken(this.people.takeAll(participants))
      if (changed) this.#watcher.rowChanged()
      if (this.people.tookMeanwhile) this.#readAgain = true
    } while (this.#readAgain && !this.#closed)
    return null
  }

  /** Another code and another link: those of before are dead. */
  async changeDoors(): Promise<NotNow | null> {
    for (let draw = 0; draw < DRAWS; draw++) {
      const doors: Doors = { code: drawCode(), secret: drawToken() }
      const changed = await unlessLost(this.#surroundings.classes.changeDoors(this.#id, doors))
      if (isNotNow(changed)) return changed
      if (changed !== 'changed') continue
      this.#row = { ...this.#row, doors }
      return null
    }
    throw new Error(`${DRAWS} codes in a row were in use`)
  }

  /**
   * Whoever the log says was removed is out in the tables as well: their token opens nothing from now on.
   * @param participants of whom the log says so
   */
  async shutOut(participants: readonly string[]): Promise<NotNow | null> {
    this.people.look(participants)
    for (const bar of [true, false]) {
      const some = participants.filter(
        (one) => this.people.stored(one)?.state === 'in' && (this.people.stateOf(one) === 'barred') === bar,
      )
      if (some.length === 0) continue
      const removed = await unlessLost(this.#surroundings.classes.remove(this.#id, some, bar))
      if (isNotNow(removed)) return removed
    }
    void this.read()
    return null
  }

  close(): void {
    this.#closed = true
    this.people.presence.close()
  }
}
