import { type Command, CommandSchema, EYES, type Viewer } from '@woshou/session'
import * as v from 'valibot'
import { randomId } from './random-id.ts'
import { recall, remember } from './storage.ts'

const PendingSchema = v.object({ id: v.string(), version: v.number(), command: CommandSchema })
type Pending = v.InferOutput<typeof PendingSchema>

/** Which protocol's numbers it has; a page from before there were any has left none. */
const StoredSchema = v.object({ ...PendingSchema.entries, protocol: v.optional(v.number()) })

/**
 * The one move of a seat that has no answer yet, kept per tab: it is sent again with the same id after every break
 * and every reload, until it has been answered. So no move is lost and none made twice.
 */
export class PendingMove {
  #pending = $state.raw<Pending | null>(null)
  readonly #name: string
  readonly #protocol: number

  constructor(session: string, role: Viewer) {
    this.#protocol = EYES[role].protocol
    this.#name = `move:${session}:${role}`
    const stored = v.safeParse(StoredSchema, recall(this.#name, 'session'))
    this.#pending = stored.success ? restored(stored.output, this.#protocol) : null
  }

  get move(): Pending | null {
    return this.#pending
  }

  /** @param version of the view that its author sees */
  set(command: Command, version: number): void {
    this.#keep({ id: randomId(), version, command })
  }

  /** The move that was answered; undefined when it is not the one that waits. */
  answered(id: string): Pending | undefined {
    const pending = this.#pending
    if (pending?.id !== id) return undefined
    this.#keep(null)
    return pending
  }

  #keep(pending: Pending | null): void {
    this.#pending = pending
    remember(this.#name, pending ? { ...pending, protocol: this.#protocol } : undefined, 'session')
  }
}

/**
 * Another build's move: if it was carried out its answer is still to be had by its id, and if not, its student looks
 * again. What it calls by a number may be something else by now.
 */
function restored({ protocol, ...move }: v.InferOutput<typeof StoredSchema>, todays: number): Pending | null {
  if (protocol === todays) return move
  return move.command.type === 'interfere' ? null : { ...move, version: 0 }
}
