/** Milliseconds without a message after which a socket is idle: longer than anybody thinks about a segment. */
const IDLE = 5 * 60 * 1_000

/** A socket, for whoever decides which one has to go. */
export interface Placed {
  readonly address: string
  /** What it has joined; null until then. Sockets of one seat have the same. */
  readonly seat: string | null
  /** When its student last did something, `performance.now()`, ms; a sign of life is none. */
  readonly busyAt: number
  /** It has to go. */
  giveWay(): void
}

/**
 * The places that there are for sockets, of each address and in all. When they are taken, the greediest goes and not the
 * newcomer: of one address sockets that have joined nothing, then those of a seat that is open more than once, then those
 * where nobody has done anything for long; of all addresses such sockets of the one that has most.
 */
export class SocketPlaces {
  readonly #ofOne: (address: string) => number
  readonly #all: number
  /** In each set the one that has come first stands first. */
  readonly #addresses = new Map<string, Set<Placed>>()
  #taken = 0

  /**
   * @param ofOne sockets of one address
   * @param all sockets
   */
  constructor(ofOne: (address: string) => number, all: number) {
    this.#ofOne = ofOne
    this.#all = all
  }

  /** Sees to a place for one more of an address. @returns `taken` when there is none; else how many gave way for it */
  makeRoom(address: string, now = performance.now()): number | 'taken' {
    const own = this.#addresses.get(address)
    let gone = 0
    if (own && own.size >= this.#ofOne(address)) {
      const weakest = dispensable(own, now)
      if (!weakest) return 'taken'
      this.#letGo(weakest)
      gone += 1
    }
    if (this.#taken < this.#all) return gone
    const greediest = this.#greediest()
    if (!greediest) return 'taken'
    const greedier = greediest.size > (own?.size ?? 0) + 1
    const weakest = dispensable(greediest, now) ?? (greedier ? longestIdle(greediest) : null)
    if (!weakest) return 'taken'
    this.#letGo(weakest)
    return gone + 1
  }

  /** @returns takes it out again */
  add(socket: Placed): () => void {
    const { address } = socket
    this.#addresses.set(address, (this.#addresses.get(address) ?? new Set()).add(socket))
    this.#taken += 1
    return () => this.#remove(socket)
  }

  #letGo(socket: Placed): void {
    // its place is free at once, however long it takes to close
    this.#remove(socket)
    socket.giveWay()
  }

  #remove(socket: Placed): void {
    const own = this.#addresses.get(socket.address)
    if (!own?.delete(socket)) return
    this.#taken -= 1
    if (own.size === 0) this.#addresses.delete(socket.address)
  }

  #greediest(): ReadonlySet<Placed> | null {
    let greediest: ReadonlySet<Placed> | null = null
    for (const sockets of this.#addresses.values()) if (!greediest || sockets.size > greediest.size) greediest = sockets
    return greediest
  }
}

/** The one that is missed least; null when each of them is somebody's only one, and in use. */
function dispensable(sockets: ReadonlySet<Placed>, now: number): Placed | null {
  const seats = new Map<string, number>()
  for (const { seat } of sockets) {
    if (seat !== null) seats.set(seat, (seats.get(seat) ?? 0) + 1)
  }
  for (const socket of sockets) if (socket.seat === null) return socket
  const again = longestIdle([...sockets].filter(({ seat }) => (seats.get(seat ?? '') ?? 0) > 1))
  if (again) return again
  const idlest = longestIdle(sockets)
  return idlest && now - idlest.busyAt > IDLE ? idlest : null
}

function longestIdle(sockets: Iterable<Placed>): Placed | null {
  let idlest: Placed | null = null
  for (const socket of sockets) if (!idlest || socket.busyAt < idlest.busyAt) idlest = socket
  return idlest
}
