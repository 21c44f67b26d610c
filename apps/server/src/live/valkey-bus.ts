import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type Bus, type BusNote, type BusState, LocalBus, type Note } from './bus.ts'
import { type Call, parseCall, parseNote, type RemoteNote } from './bus-message.ts'
import { ServerRoll } from './server-roll.ts'

/** Where servers say that they live. A session has a channel of its own. */
const SERVERS = 'woshou:servers'
const channelOf = (session: string) => `woshou:${session}`
const sessionOf = (channel: string) => channel.slice('woshou:'.length)

/** Milliseconds between two signs of life, and after which a server that gave none is taken for gone. */
const BEAT = 2_000
const GONE_AFTER = 7_000

/** Milliseconds between two attempts to connect, at most. */
const RECONNECT_WITHIN = 1_000

/** Channels that are subscribed to at once after a reconnection. */
const CHANNELS_AT_ONCE = 1_000

/** How the bus is watched; the tests shorten it. */
export interface ValkeyBusOptions {
  readonly beat?: number
  readonly goneAfter?: number
  /** Hears when the bus is lost and found, and when it could not be found to begin with; `why` as far as is known. */
  readonly changed?: (state: BusState, why?: Error) => void
}

/**
 * The bus between servers: Valkey's (or Redis's) publish and subscribe. It listens for its own signs of life: only
 * when they come back do the way out, the service and the way in all work.
 */
export class ValkeyBus implements Bus {
  readonly server = randomBytes(8).toString('base64url')
  readonly #local = new LocalBus()
  readonly #out: Redis
  readonly #in: Redis
  readonly #roll = new ServerRoll()
  readonly #beat: NodeJS.Timeout
  readonly #goneAfter: number
  readonly #changed: (state: BusState, why?: Error) => void
  readonly #bornAt = performance.now()
  #state: Exclude<BusState, 'alone'> = 'lost'
  /** Whether anybody has been told how things stand. */
  #told = false
  #why: Error | undefined
  #subscribed = false
  #beatAt = performance.now()
  #heardItselfAt = 0
  #lag = 0

  /** @param url `redis://…` */
  constructor(url: string, { beat = BEAT, goneAfter = GONE_AFTER, changed = () => {} }: ValkeyBusOptions = {}) {
    const options = {
      // what can't be said now is not worth saying later: whoever misses it reads the log
      enableOfflineQueue: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times: number) => Math.min(times * 50, RECONNECT_WITHIN),
    }
    this.#goneAfter = goneAfter
    this.#changed = changed
    // notes of one turn of the event loop go out together
    this.#out = new Redis(url, { ...options, enableAutoPipelining: true })
    this.#in = new Redis(url, options)
    for (const connection of [this.#out, this.#in]) {
      // ioredis reports each failed attempt here; the state says it once
      connection.on('error', (error) => {
        this.#why = error
      })
      connection.on('close', () => this.#lose())
    }
    this.#in.on('close', () => {
      this.#subscribed = false
    })
    this.#out.on('ready', () => this.#sayAlive())
    this.#in.on('ready', () => void this.#subscribeToAll())
    this.#in.on('message', (channel: string, text: string) => this.#hear(channel, text))
    this.#beat = setInterval(() => this.#tick(beat), beat).unref()
  }

  get state(): BusState {
    return this.#state
  }

  /** Milliseconds which the last sign of life took on its way out and back. */
  get lag(): number {
    return this.#lag
  }

  publish(session: string, note: Note): void {
    this.#local.publish(session, note)
    // The others read the log. What they hear could be anybody's who reaches the service, and isn't folded.
    const version = note.type === 'events' ? note.events.at(-1)?.version : undefined
    if (note.type !== 'events') this.#say(channelOf(session), note)
    else if (version !== undefined) this.#say(channelOf(session), { type: 'appended', version })
  }

  subscribe(session: string, hear: (note: Note | BusNote) => void): () => void {
    if (!this.#local.has(session)) void this.#subscribeTo(session)
    const unsubscribe = this.#local.subscribe(session, hear)
    return () => {
      unsubscribe()
      if (!this.#local.has(session)) this.#in.unsubscribe(channelOf(session)).catch(() => {})
    }
  }

  /**
   * Waits until the bus is connected, so long at most: what is dead at the start is told before anybody is let in.
   * @returns whether it is
   */
  async connectedWithin(milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds
    while (this.#state !== 'connected' && performance.now() < end) await pause(20)
    if (this.#state !== 'connected' && !this.#told) this.#tell()
    return this.#state === 'connected'
  }

  async close(): Promise<void> {
    clearInterval(this.#beat)
    this.#out.disconnect()
    this.#in.disconnect()
  }

  async #subscribeTo(session: string): Promise<void> {
    try {
      await this.#in.subscribe(channelOf(session))
    } catch {
      // not connected: the connection, when it is there, subscribes to all
      return
    }
    if (this.#state === 'connected') this.#local.publish(session, { type: 'hearing' })
  }

  async #subscribeToAll(): Promise<void> {
    const channels = [...this.#local.sessions].map(channelOf)
    try {
      await this.#in.subscribe(SERVERS)
      while (channels.length > 0) await this.#in.subscribe(...channels.splice(0, CHANNELS_AT_ONCE))
    } catch {
      // broken off again: the next connection begins anew
      return
    }
    this.#subscribed = true
    this.#sayAlive()
  }

  #sayAlive(): void {
    this.#say(SERVERS, { type: 'alive', at: performance.now() })
  }

  /** Each message begins with the name of who says it: what is one's own need not be parsed. */
  #say(channel: string, message: RemoteNote | Call): void {
    if (this.#out.status === 'ready') this.#out.publish(channel, this.server + JSON.stringify(message)).catch(() => {})
  }

  #hear(channel: string, text: string): void {
    const server = text.slice(0, this.server.length)
    const own = server === this.server
    // notes of this server have been heard before they went out
    if (own && channel !== SERVERS) return
    const said = text.slice(server.length)
    if (channel !== SERVERS) {
      const note = parseNote(said)
      if (note) this.#local.publish(sessionOf(channel), note)
      return
    }
    const call = parseCall(said)
    if (!call) return
    if (!own) this.#hearCall(server, call)
    else if (call.type === 'alive') this.#hearItself(call.at)
  }

  #hearCall(server: string, call: Call): void {
    if (call.type === 'alive') {
      // whom it can't ask yet is new to it still when it can: they say every beat that they live
      if (this.#out.status === 'ready' && this.#roll.hear(server)) this.#say(SERVERS, { type: 'who-is-there', server })
    } else if (call.server === this.server) {
      this.#local.broadcast({ type: 'presence-wanted' })
    }
  }

  #hearItself(saidAt: number): void {
    this.#heardItselfAt = performance.now()
    this.#lag = this.#heardItselfAt - saidAt
    if (this.#state === 'connected' || !this.#subscribed) return
    this.#state = 'connected'
    this.#roll.pardon()
    this.#tell()
    this.#local.broadcast({ type: 'hearing' })
  }

  #lose(): void {
    if (this.#state === 'lost') return
    this.#state = 'lost'
    this.#tell()
  }

  #tell(): void {
    this.#told = true
    this.#changed(this.#state, this.#state === 'lost' ? this.#why : undefined)
    this.#why = undefined
  }

  #tick(beat: number): void {
    const now = performance.now()
    const stoodStill = now - this.#beatAt > beat + this.#goneAfter / 2
    this.#beatAt = now
    this.#sayAlive()
    // Who has stood still has heard nobody, and what they said still waits to be read, be it why there is no bus; who is
    // deaf knows nothing.
    if (stoodStill) this.#roll.pardon()
    else if (!this.#told && now - this.#bornAt > this.#goneAfter) this.#tell()
    else if (this.#state === 'connected') this.#check(now)
  }

  #check(now: number): void {
    if (now - this.#heardItselfAt > this.#goneAfter) {
      // connected, and yet nothing comes through: begin anew
      this.#out.disconnect(true)
      this.#in.disconnect(true)
      this.#lose()
      return
    }
    for (const server of this.#roll.strike(this.#goneAfter)) this.#local.broadcast({ type: 'server-gone', server })
  }
}
