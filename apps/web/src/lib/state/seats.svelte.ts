import { isRole, type Role, SeatSchema as SeatNameSchema, SeatTokenSchema, SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'
import { StoredList } from './stored-list.svelte.ts'

/** A seat this browser holds. Whoever has its token sits there, so it stays in this browser. */
const SeatSchema = v.object({
  session: SessionIdSchema,
  role: SeatNameSchema,
  token: SeatTokenSchema,
  name: v.string(),
  /** Who is waited for at the other end, where that is known: the partner of the session before. */
  partner: v.optional(v.string()),
  /** Milliseconds since 1970. */
  takenAt: v.number(),
})
export type HeldSeat = v.InferOutput<typeof SeatSchema>
/** A seat at one of the two ends. */
export type EndSeat = HeldSeat & { readonly role: Role }

export const isEndSeat = (seat: HeldSeat): seat is EndSeat => isRole(seat.role)

/** More than this and the oldest are forgotten; the server is asked for 100 at a time. */
const MOST = 100

/** The seats of this browser, the newest first. */
export class Seats {
  readonly #list = new StoredList('seats', SeatSchema)

  get all(): readonly HeldSeat[] {
    return this.#list.all
  }

  /** The seat held in a session; of two, the one of `role`, else the one taken first. */
  find(session: string, role?: string | null): HeldSeat | undefined {
    const held = this.#list.all.filter((seat) => seat.session === session)
    return held.find((seat) => seat.role === role) ?? held.at(-1)
  }

  /** The token of a seat held in a session; undefined where there is none. */
  held(session: string): string | undefined {
    return this.find(session)?.token
  }

  keep(seat: Omit<HeldSeat, 'takenAt'>): void {
    const others = this.#list.read().filter(({ session, role }) => session !== seat.session || role !== seat.role)
    this.#list.store([{ ...seat, takenAt: Date.now() }, ...others].slice(0, MOST))
  }

  forget(session: string): void {
    this.#list.store(this.#list.read().filter((seat) => seat.session !== session))
  }

  /** The name used last, to be offered again. */
  get lastName(): string {
    return this.#list.all[0]?.name ?? ''
  }
}

export const seats = new Seats()
