import type { ChosenSegment, Role } from '@woshou/session'
import * as v from 'valibot'
import { recall, remember } from './storage.ts'

const ChosenSchema = v.object({
  flags: v.number(),
  seq: v.nullable(v.number()),
  ack: v.nullable(v.number()),
  length: v.number(),
})

/**
 * A segment that is being composed. Numbers are absolute whatever is displayed; null is an empty field. It is kept
 * per tab, so that a reload in the middle of a thought loses nothing.
 */
export class Draft {
  flags = $state(0)
  seq = $state<number | null>(null)
  ack = $state<number | null>(null)
  length = $state(0)
  readonly #name: string

  constructor(session: string, role: Role) {
    this.#name = `draft:${session}:${role}`
    const stored = v.safeParse(ChosenSchema, recall(this.#name, 'session'))
    if (stored.success) this.fill(stored.output)
  }

  fill(chosen: { flags: number; seq: number | null; ack: number | null; length: number }): void {
    this.flags = chosen.flags
    this.seq = chosen.seq
    this.ack = chosen.ack
    this.length = chosen.length
  }

  clear(): void {
    this.fill({ flags: 0, seq: null, ack: null, length: 0 })
  }

  /** The segment, an empty field being 0 as it is on the wire. */
  get chosen(): ChosenSegment {
    return { flags: this.flags, seq: this.seq ?? 0, ack: this.ack ?? 0, length: this.length }
  }

  keep(): void {
    const { flags, seq, ack, length } = this
    const empty = flags === 0 && seq === null && ack === null && length === 0
    remember(this.#name, empty ? undefined : { flags, seq, ack, length }, 'session')
  }
}
