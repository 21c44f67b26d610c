import type { PhoneNews } from '@woshou/classroom'
import { isRole, type MessageError, type Seat } from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'
import { ClassClock } from './class-clock.svelte.ts'
import { type ClassNews, ClassSocket } from './class-socket.svelte.ts'
import { OwnVotes } from './own-votes.svelte.ts'
import type { HeldSeat } from './seats.svelte.ts'

/** As whom a class is attended. */
export interface PhoneKey {
  readonly class: string
  /** The participant's: it opens every seat that they are given. */
  readonly token: string
}

interface PhoneOptions {
  /** Each time something is told, with what was told before: for announcements. */
  readonly onNews?: (news: PhoneNews, before: PhoneNews | null) => void
  /** For tests. */
  readonly connect?: () => WebSocket
}

/** A student's phone in its class, for the whole lesson: over one socket it hears of the class and plays the seats that it is given. */
export class Phone {
  readonly key: PhoneKey
  readonly clock: ClassClock
  /** In the class's polls. */
  readonly votes: OwnVotes
  #news = $state.raw<PhoneNews | null>(null)
  #seat = $state.raw<HeldSeat | null>(null)
  readonly #socket: ClassSocket
  readonly #onNews: PhoneOptions['onNews']
  /** Nothing of the class has been told on this connection yet. */
  #anew = true
  #stopClock: (() => void) | undefined

  constructor(key: PhoneKey, { connect, onNews }: PhoneOptions = {}) {
    this.key = key
    this.#onNews = onNews
    this.clock = new ClassClock(() => this.#news)
    this.#socket = new ClassSocket({
      opening: () => {
        this.#anew = true
        return { type: 'attend', class: key.class, token: key.token, since: this.#news?.version ?? 0 }
      },
      onNews: (news) => this.#take(news),
      connect,
    })
    this.votes = new OwnVotes(key.class, (vote) => this.#socket.say({ type: 'vote', class: key.class, ...vote }))
  }

  start(): void {
    this.#stopClock = this.clock.start()
    this.#socket.start()
  }

  stop(): void {
    this.#stopClock?.()
    this.#socket.stop()
  }

  /** What was told last; null before anything was. It stays while the connection is broken. */
  get news(): PhoneNews | null {
    return this.#news
  }

  /**
   * The seat that it has been given, for `Play` (an end) or `Viewing` (the network), together with `channel`. The same object
   * until it is another seat: `{#key phone.seat}` makes a new play for each.
   */
  get seat(): HeldSeat | null {
    return this.#seat
  }

  get status(): ChannelStatus {
    return this.#socket.status
  }

  /** `removed`, `barred`, `taken-over`: the student has come back on another device; `wrong-token`: nobody's (any more). */
  get refusedBy(): MessageError | null {
    return this.#socket.refusedBy
  }

  /** Leads a play of a seat over this phone's own socket: the option `channel` of `Play` and `Viewing`. */
  channel<V extends Seat>(seat: HeldSeat & { readonly role: V }): (end: ChannelEnd<V>) => Channel {
    return this.#socket.seat<V>(seat.session, seat.token)
  }

  #take(news: ClassNews): void {
    if (news.type !== 'class') return
    const told = news as PhoneNews
    const before = this.#news
    this.clock.hear(told.now)
    this.#news = told
    this.#seat = this.#seatOf(told)
    this.votes.hear(told.poll, this.#anew)
    this.#anew = false
    this.#onNews?.(told, before)
  }

  #seatOf({ name, partners, seat }: PhoneNews): HeldSeat | null {
    if (!seat) return null
    const { role, session } = seat
    if (this.#seat?.session === session && this.#seat.role === role) return this.#seat
    const [partner] = partners.filter((other) => isRole(other.role))
    const { token } = this.key
    return { session, role, token, name, ...(partner && { partner: partner.name }), takenAt: this.clock.now }
  }
}
