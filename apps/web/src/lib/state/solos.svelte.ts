import { RoleSchema, SessionIdSchema } from '@woshou/session'
import type { SoloRecord } from '@woshou/session/solo'
import * as v from 'valibot'
import { recall, remember } from './storage.ts'
import { StoredList } from './stored-list.svelte.ts'

/** What is known of a solo session without reading its log. */
const SoloSchema = v.object({
  id: SessionIdSchema,
  role: RoleSchema,
  character: v.picklist(['prompt', 'delayed-ack', 'closing-first', 'flawed']),
  title: v.object({ en: v.string(), 'zh-CN': v.string() }),
  /** The interview question that it answers. */
  question: v.nullable(v.string()),
  /** Milliseconds since 1970. */
  createdAt: v.number(),
  ended: v.nullable(v.picklist(['goal-reached', 'left', 'abandoned', 'round-closed'])),
  /** Under which id the server has it; null when it hasn't. */
  stored: v.nullable(SessionIdSchema),
})
export type Solo = v.InferOutput<typeof SoloSchema>

/** More than this and the oldest are forgotten. */
const MOST = 20

/**
 * The solo sessions of this browser, the newest first: a list, and each one's log on its own, written after every event.
 * Storage is small, and may be full: then the oldest go first.
 */
export class Solos {
  readonly #list = new StoredList('solos', SoloSchema)

  get all(): readonly Solo[] {
    return this.#list.all
  }

  find(id: string): Solo | undefined {
    return this.#list.all.find((solo) => solo.id === id)
  }

  /** The session's log and who sits where; null when it isn't kept here. Whether it makes sense is for `resume` to say. */
  record(id: string): SoloRecord | null {
    const stored = recall(recordName(id))
    return typeof stored === 'object' && stored !== null && 'log' in stored && Array.isArray(stored.log)
      ? (stored as SoloRecord)
      : null
  }

  /** Keeps a session as it is now. False when this browser has no room for it, however much is forgotten. */
  keep(solo: Solo, record: SoloRecord): boolean {
    const others = this.#list.read().filter(({ id }) => id !== solo.id)
    this.#store([solo, ...others].sort((a, b) => b.createdAt - a.createdAt).slice(0, MOST))
    while (!remember(recordName(solo.id), record)) {
      const oldest = this.#list.all.findLast(({ id }) => id !== solo.id)
      if (!oldest) return false
      this.forget(oldest.id)
    }
    return true
  }

  /** Notes under which id the server has stored it. */
  noteStored(id: string, session: string): void {
    this.#store(this.#list.read().map((solo) => (solo.id === id ? { ...solo, stored: session } : solo)))
  }

  forget(id: string): void {
    this.#store(this.#list.read().filter((solo) => solo.id !== id))
  }

  #store(all: readonly Solo[]): void {
    for (const { id } of this.#list.all) if (!all.some((solo) => solo.id === id)) remember(recordName(id), undefined)
    this.#list.store(all)
  }
}

const recordName = (id: string): string => `solo:${id}`

export const solos = new Solos()
