/**
 * A matching that grows by augmenting paths (Edmonds 1965): vertices are 0 … n - 1, and each call of `extend` makes it as
 * large as the graph it is given allows, without unmatching anybody. Given graphs that grow, the edges of the first ones are
 * used as far as they reach.
 */
export class Matching {
  /** Each vertex's mate; -1 when it has none. */
  readonly mates: number[]
  /** How many edges have been looked at: what it cost, on any machine. */
  steps = 0

  constructor(size: number) {
    this.mates = Array<number>(size).fill(-1)
  }

  /** Matches two that have no mate. */
  join(a: number, b: number): void {
    this.mates[a] = b
    this.mates[b] = a
  }

  /** @param edge symmetric; whether two may be mates */
  extend(edge: (a: number, b: number) => boolean): void {
    // what a search in vain has reached leads no other search anywhere: its tree is left out of all later ones
    const dead = Array<boolean>(this.mates.length).fill(false)
    for (let root = 0; root < this.mates.length; root++)
      if (this.mates[root] === -1 && !dead[root]) new Search(this, root, edge, dead).run()
  }

  /** @returns the mate, -1 without one */
  mateOf(vertex: number): number {
    return this.mates[vertex] ?? -1
  }
}

/** One search for an augmenting path from one vertex without a mate, odd cycles contracted on the way. */
class Search {
  readonly #matching: Matching
  readonly #root: number
  readonly #edge: (a: number, b: number) => boolean
  readonly #dead: boolean[]
  readonly #size: number
  /** From where each vertex was reached by an edge outside the matching; -1 when it was not. */
  readonly #parent: number[]
  /** The contracted cycle that each vertex belongs to, named by one of its vertices. */
  readonly #base: number[]
  readonly #queue: number[]
  readonly #queued: boolean[]

  constructor(matching: Matching, root: number, edge: (a: number, b: number) => boolean, dead: boolean[]) {
    this.#matching = matching
    this.#root = root
    this.#edge = edge
    this.#dead = dead
    this.#size = matching.mates.length
    this.#parent = Array<number>(this.#size).fill(-1)
    this.#base = Array.from({ length: this.#size }, (_, vertex) => vertex)
    this.#queued = Array<boolean>(this.#size).fill(false)
    this.#queued[root] = true
    this.#queue = [root]
  }

  run(): void {
    for (const vertex of this.#queue) {
      // begins beside the vertex: so not everybody asks the same one first
      for (let offset = 1; offset < this.#size; offset++) {
        const to = (vertex + offset) % this.#size
        if (this.#dead[to] || this.#baseOf(vertex) === this.#baseOf(to) || this.#mate(vertex) === to) continue
        this.#matching.steps++
        if (!this.#edge(vertex, to)) continue
        const mate = this.#mate(to)
        if (to === this.#root || (mate !== -1 && this.#parentOf(mate) !== -1)) this.#contract(vertex, to)
        else if (this.#parentOf(to) === -1) {
          this.#parent[to] = vertex
          if (mate === -1) {
            this.#augment(to)
            return
          }
          this.#enqueue(mate)
        }
      }
    }
    for (let vertex = 0; vertex < this.#size; vertex++)
      if (this.#queued[vertex] || this.#parentOf(vertex) !== -1) this.#dead[vertex] = true
  }

  #augment(end: number): void {
    for (let vertex = end; vertex !== -1; ) {
      const before = this.#parentOf(vertex)
      const next = this.#mate(before)
      this.#matching.join(vertex, before)
      vertex = next
    }
  }

  #contract(a: number, b: number): void {
    const common = this.#commonBase(a, b)
    const inside = new Set<number>()
    this.#mark(a, common, b, inside)
    this.#mark(b, common, a, inside)
    for (let vertex = 0; vertex < this.#size; vertex++) {
      if (!inside.has(this.#baseOf(vertex))) continue
      this.#base[vertex] = common
      this.#enqueue(vertex)
    }
  }

  #commonBase(a: number, b: number): number {
    const onPath = new Set<number>()
    for (let vertex = this.#baseOf(a); ; vertex = this.#baseOf(this.#parentOf(this.#mate(vertex)))) {
      onPath.add(vertex)
      if (this.#mate(vertex) === -1) break
    }
    let vertex = this.#baseOf(b)
    while (!onPath.has(vertex)) vertex = this.#baseOf(this.#parentOf(this.#mate(vertex)))
    return vertex
  }

  #mark(from: number, common: number, child: number, inside: Set<number>): void {
    let to = child
    for (let vertex = from; this.#baseOf(vertex) !== common; ) {
      const mate = this.#mate(vertex)
      inside.add(this.#baseOf(vertex)).add(this.#baseOf(mate))
      this.#parent[vertex] = to
      to = mate
      vertex = this.#parentOf(mate)
    }
  }

  #enqueue(vertex: number): void {
    if (this.#queued[vertex]) return
    this.#queued[vertex] = true
    this.#queue.push(vertex)
  }

  #mate(vertex: number): number {
    return this.#matching.mateOf(vertex)
  }

  #baseOf(vertex: number): number {
    return this.#base[vertex] ?? vertex
  }

  #parentOf(vertex: number): number {
    return this.#parent[vertex] ?? -1
  }
}
