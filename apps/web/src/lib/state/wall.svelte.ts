import type { WallNews } from '@woshou/classroom'
import type { MessageError } from '@woshou/session'
import type { ChannelStatus } from './channel.ts'
import { ClassClock } from './class-clock.svelte.ts'
import { type ClassNews, ClassSocket } from './class-socket.svelte.ts'
import { Viewing } from './viewing.svelte.ts'

interface WallOptions {
  /** For tests. */
  readonly connect?: () => WebSocket
}

/** What the projector shows of a class: over one socket its own news, and the ends of the pair that is shown. */
export class Wall {
  readonly clock: ClassClock
  #news = $state.raw<WallNews | null>(null)
  #ladder = $state.raw<Viewing<'observer'> | null>(null)
  readonly #socket: ClassSocket
  #stopClock: (() => void) | undefined

  /** @param of a class, by its id: who looks says the cookie; or what a link shares, by its token */
  constructor(of: { readonly class: string } | { readonly shared: string }, { connect }: WallOptions = {}) {
    this.clock = new ClassClock(() => this.#news)
    this.#socket = new ClassSocket({
      opening: () => ({ type: 'watch-wall', ...of }),
      onNews: (news) => this.#take(news),
      connect,
    })
  }

  start(): void {
    this.#stopClock = this.clock.start()
    this.#socket.start()
  }

  stop(): void {
    this.#stopClock?.()
    this.#ladder?.stop()
    this.#socket.stop()
  }

  /** What was told last; null before anything was. It stays while the connection is broken. */
  get news(): WallNews | null {
    return this.#news
  }

  /** Both ends of the pair that is shown (`news.shown`), live; null when none is. Its names are pseudonyms. */
  get ladder(): Viewing<'observer'> | null {
    return this.#ladder
  }

  get status(): ChannelStatus {
    return this.#socket.status
  }

  get refusedBy(): MessageError | null {
    return this.#socket.refusedBy
  }

  #take(news: ClassNews): void {
    if (news.type !== 'class') return
    const told = news as WallNews
    this.clock.hear(told.now)
    this.#news = told
    const session = told.shown.kind === 'ladder' ? told.shown.session : null
    if (session === (this.#ladder?.key.session ?? null)) return
    this.#ladder?.stop()
    this.#ladder = session === null ? null : this.#look(session)
  }

  #look(session: string): Viewing<'observer'> {
    const ladder = new Viewing<'observer'>(
      { session, role: 'observer', token: '' },
      { channel: this.#socket.shown(session) },
    )
    ladder.start()
    return ladder
  }
}
