import type { ClassEvent, Classroom } from '@woshou/classroom'
import type { ClassLog } from '../../storage/classes.ts'
import { readInPages } from '../../storage/event-log.ts'
import { GroupCommit } from '../../storage/group-commit.ts'

/** What lists and doors show of a class. */
export interface ClassGlance {
  readonly doors: Classroom['doors']
  /** How many there have been. */
  readonly rounds: number
}

interface Known extends ClassGlance {
  readonly version: number
}

const NOTHING: Known = { version: 0, doors: 'closed', rounds: 0 }

/** Classes that are remembered; of those beyond, whichever was remembered first is forgotten. */
const MOST = 10_000

/**
 * How classes stand at a glance, without their being loaded: as true as their logs, of which only what is new is read, after
 * one question for all.
 */
export class ClassGlances {
  readonly #log: Pick<ClassLog, 'newest' | 'read'>
  readonly #known = new Map<string, Known>()
  readonly #looks: GroupCommit<string, ClassGlance | null>

  constructor(log: Pick<ClassLog, 'newest' | 'read'>) {
    this.#log = log
    this.#looks = new GroupCommit(async (ids) => {
      const seen = await this.at([...new Set(ids)])
      return ids.map((id) => seen.get(id) ?? null)
    }, 0)
  }

  /** Of one; null when there is none. A lecture hall that looks at one asks once. */
  async of(id: string): Promise<ClassGlance | null> {
    return await this.#looks.add(id)
  }

  /** Of those that exist. */
  async at(ids: readonly string[]): Promise<ReadonlyMap<string, ClassGlance>> {
    const newest = await this.#log.newest(ids)
    const glances = new Map<string, ClassGlance>()
    for (const [id, { version }] of newest) {
      const known = this.#known.get(id) ?? NOTHING
      const glance = known.version >= version ? known : await this.#readOn(id, known)
      glances.set(id, { doors: glance.doors, rounds: glance.rounds })
    }
    return glances
  }

  async #readOn(id: string, from: Known): Promise<Known> {
    let known = from
    for await (const page of readInPages<ClassEvent>(this.#log, id, from.version)) known = page.reduce(seen, known)
    this.#known.delete(id)
    this.#known.set(id, known)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST) break
      this.#known.delete(oldest)
    }
    return known
  }
}

function seen({ doors, rounds }: Known, event: ClassEvent): Known {
  const { type, version } = event
  if (type === 'doors-opened') return { version, doors: 'open', rounds }
  if (type === 'doors-closed') return { version, doors: 'closed', rounds }
  return { version, doors, rounds: type === 'round-started' ? event.round : rounds }
}
