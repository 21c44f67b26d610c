import { type Bus, type BusNote, LocalBus, type Note } from '../live/bus.ts'

/** A medium of which several servers' buses are part; what it is told to lose does not arrive. */
export class Air {
  readonly buses = new Map<string, AirBus>()
  losing = false
}

/** A server's bus over the air: the others hear in a later turn of the event loop. */
export class AirBus implements Bus {
  readonly lag = 0
  readonly server: string
  state: 'connected' | 'lost' = 'connected'
  readonly #air: Air
  readonly #local = new LocalBus()

  constructor(server: string, air: Air) {
    this.server = server
    this.#air = air
    air.buses.set(server, this)
  }

  publish(session: string, note: Note): void {
    this.#local.publish(session, note)
    if (this.#air.losing || this.state === 'lost') return
    for (const bus of this.#air.buses.values()) if (bus !== this) setTimeout(() => bus.#local.publish(session, note), 1)
  }

  subscribe(session: string, hear: (note: Note | BusNote) => void): () => void {
    const unsubscribe = this.#local.subscribe(session, hear)
    setTimeout(() => hear({ type: 'hearing' }), 1)
    return unsubscribe
  }

  tell(note: BusNote): void {
    this.#local.broadcast(note)
  }

  async close(): Promise<void> {}
}
