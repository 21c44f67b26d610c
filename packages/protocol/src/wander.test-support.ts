import { tcbAfter } from './examples/example.ts'
import {
  ACK,
  add,
  type Call,
  call,
  due,
  expire,
  FIN,
  type Flags,
  formatSegment,
  isSynArrived,
  isSynchronized,
  type Options,
  type Policy,
  PSH,
  RST,
  receive,
  type Segment,
  type Seq,
  SYN,
  segment,
  send,
  type Tcb,
  timers,
  URG,
  variables,
} from './index.ts'
import { random } from './link.test-support.ts'

/** Where an end has got to, and how. */
export interface Situation {
  readonly tcb: Tcb
  readonly steps: readonly string[]
}

/** The bytes that the application gives, each unlike its neighbours. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** What a stranger's segment may be, beside text. */
const STRANGE: readonly Flags[] = [
  ACK,
  SYN,
  SYN | ACK,
  RST,
  RST | ACK,
  FIN | ACK,
  ACK | URG,
  0,
  FIN,
  SYN | FIN,
  SYN | RST,
]

/** How an end begins: nowhere in particular, open, or on its way to the end. */
const BEGINNINGS = ['anywhere', 'open', 'open', 'closing', 'closed-by-peer', 'simultaneous'] as const

/**
 * Where one end gets among a right peer, an old acquaintance and strangers, with calls, timers and policies of every
 * kind: all that it does itself is right, all that arrives may be anything. The same for the same seed.
 */
export function wander(seed: number): readonly Situation[] {
  const walk = new Walk(seed)
  walk.begin()
  for (let n = walk.upTo(2, 16); n > 0; n--) walk.step()
  return walk.situations
}

class Walk {
  readonly situations: Situation[] = []
  readonly #next: () => number
  readonly #steps: string[] = []
  readonly #iss: Seq
  readonly #irs: Seq
  readonly #stamped: boolean
  readonly #scaled: boolean
  readonly #peerMss: number | null
  #tcb: Tcb
  #given = 0
  /** The right peer: whether its SYN has been taken, its next number, whether its FIN has left. */
  #peer: { syn: boolean; next: Seq; fin: boolean }

  constructor(seed: number) {
    this.#next = random(seed)
    const anything = Math.floor(this.#next() * 2 ** 32)
    this.#iss = this.#pick([1000, 0, 50, 4294967290, 4294967295, 2147483640, anything])
    this.#irs = this.#pick([5000, 1000, 4294967288, 4294967295, 99, add(anything, 123_456_789)])
    this.#stamped = this.#chance(0.2)
    this.#scaled = this.#chance(0.2)
    this.#peerMss = this.#pick([null, 1, 10, 500])
    this.#peer = { syn: false, next: this.#irs, fin: false }
    const policy: Partial<Policy> = {
      delayedAck: this.#chance(0.4),
      rfc5961: this.#chance(0.85),
      mss: this.#pick([1, 10, 536, 1460]),
      announcedMss: this.#pick([null, 10, 500]),
      receiveBuffer: this.#pick([0, 1, 20, 65_535, 65_535]),
      keepAlive: this.#chance(0.2) ? 5_000 : null,
      retries: this.#chance(0.15) ? 2 : null,
      // every third one controls congestion; nothing is drawn for it, so that the others stay what they were
      ...(seed % 3 === 0 && {
        congestion: 'reno',
        initialCwnd: seed % 2 === 0 ? 1 : null,
        initialSsthresh: seed % 4 === 1 ? 20 : null,
      }),
    }
    const fresh = tcbAfter([], { policy })
    this.#tcb = this.#chance(0.5) ? { ...fresh, isn: this.#iss } : fresh
  }

  begin(): void {
    const beginning = this.#pick(BEGINNINGS)
    const active = beginning === 'simultaneous' || this.#chance(0.5)
    this.#call({ type: active ? 'open-active' : 'open-passive' })
    if (beginning === 'anywhere') return
    if (active) this.#sendDue()
    if (active && beginning !== 'simultaneous') this.#peerOpens(SYN | ACK)
    else this.#peerOpens(SYN)
    this.#sendDue()
    if (!active || beginning === 'simultaneous') this.#fromPeer({ flags: ACK })
    if (beginning === 'open' || this.#chance(0.2)) return
    if (beginning === 'closed-by-peer') {
      this.#peerCloses()
      if (this.#chance(0.5)) this.#sendDue()
      this.#call({ type: 'close' })
      return
    }
    this.#call({ type: 'close' })
    this.#sendDue()
    if (beginning === 'simultaneous') this.#peerCloses(add(this.#sendNext(), -1))
    else if (this.#chance(0.7)) this.#fromPeer({ flags: ACK })
    if (this.#chance(0.6)) this.#peerCloses()
  }

  step(): void {
    const at = this.#next()
    if (at < 0.4) this.#sendDue()
    else if (at < 0.6) this.#peerSpeaks()
    else if (at < 0.72) this.#strangerSpeaks()
    else if (at < 0.84) this.#timerExpires()
    else this.#applicationCalls()
  }

  upTo(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least))
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)] as T
  }

  #chance(share: number): boolean {
    return this.#next() < share
  }

  #become(tcb: Tcb, step: string): void {
    if (tcb === this.#tcb) return
    this.#tcb = tcb
    this.#steps.push(step)
    if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') this.#peer = { syn: false, next: this.#irs, fin: false }
    this.situations.push({ tcb, steps: [...this.#steps] })
  }

  /** The options of a segment of this exchange. */
  #options(flags: Flags, mss: number | null): Options | undefined {
    const syn = (flags & SYN) !== 0
    const options: Options = {
      ...(this.#stamped && { timestamps: { value: 1, echo: 0 } }),
      ...(syn && this.#scaled && { windowScale: 3 }),
      ...(syn && mss !== null && { mss }),
    }
    return Object.keys(options).length === 0 ? undefined : options
  }

  #sendDue(): void {
    const list = due(this.#tcb, { isn: this.#iss })
    const first = this.#chance(0.8) ? list[0] : list.at(-1)
    if (first === undefined) return
    const { text } = first.segment
    // Less than there is may be sent, too.
    const some = text.length > 1 && this.#chance(0.3) ? text.slice(0, this.upTo(1, text.length)) : text
    const flags = some === text ? first.segment.flags : first.segment.flags & ~FIN
    const options = this.#options(flags, this.#tcb.policy.announcedMss)
    const leaving: Segment = { ...first.segment, flags, text: some, ...(options && { options }) }
    this.#become(send(this.#tcb, leaving), `> ${formatSegment(leaving)}`)
  }

  #arrives(parts: Partial<Segment> & Pick<Segment, 'flags' | 'seq'>): void {
    const options = this.#options(parts.flags, this.#peerMss)
    const arriving = segment({ window: this.#window(), ...parts, ...(options && { options }) })
    this.#become(receive(this.#tcb, arriving).tcb, `< ${formatSegment(arriving)} win=${arriving.window}`)
  }

  #window(): number {
    return this.#pick([65_535, 65_535, 65_535, 0, 1, 5, 30])
  }

  /** The next number of this end, or any, where it has none yet. */
  #sendNext(): Seq {
    const { state } = this.#tcb
    return state === 'CLOSED' || state === 'LISTEN' || isSynArrived(this.#tcb) ? 77 : this.#tcb.snd.nxt
  }

  #unacknowledged(): Seq {
    return isSynchronized(this.#tcb) ? this.#tcb.snd.una : this.#sendNext()
  }

  #fromPeer(parts: Partial<Segment> & Pick<Segment, 'flags'>): void {
    this.#arrives({ seq: this.#peer.next, ack: this.#sendNext(), ...parts })
  }

  #peerOpens(flags: Flags): void {
    this.#arrives({ flags, seq: this.#irs, ack: flags & ACK ? this.#sendNext() : 0 })
    const { state } = this.#tcb
    if (state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT')
      this.#peer = { syn: true, next: add(this.#irs, 1), fin: false }
  }

  #peerCloses(ack = this.#sendNext()): void {
    this.#fromPeer({ flags: FIN | ACK, seq: this.#peer.fin ? add(this.#peer.next, -1) : this.#peer.next, ack })
    if (!this.#peer.fin) this.#peer = { ...this.#peer, next: add(this.#peer.next, 1), fin: true }
  }

  #peerSpeaks(): void {
    if (!this.#peer.syn) {
      this.#peerOpens(this.#tcb.state === 'SYN-SENT' && this.#chance(0.7) ? SYN | ACK : SYN)
      return
    }
    const acks = [this.#sendNext(), this.#sendNext(), this.#unacknowledged(), add(this.#unacknowledged(), 1)]
    const at = this.#next()
    const early = this.#chance(0.25)
    if (at < 0.4) this.#fromPeer({ flags: ACK, ack: this.#pick(acks) })
    else if (at < 0.7 && !this.#peer.fin) {
      const text = 'y'.repeat(this.upTo(1, 9))
      this.#fromPeer({
        flags: ACK | PSH,
        seq: add(this.#peer.next, early ? 3 : 0),
        ack: this.#pick(acks),
        text,
      })
      if (!early) this.#peer = { ...this.#peer, next: add(this.#peer.next, text.length) }
    } else if (at < 0.9 && early && !this.#peer.fin)
      this.#fromPeer({ flags: FIN | ACK, seq: add(this.#peer.next, 4), ack: this.#pick(acks) })
    else if (at < 0.9) this.#peerCloses(this.#pick(acks))
    else this.#arrives({ flags: SYN | ACK, seq: this.#irs, ack: this.#unacknowledged() })
  }

  /** An old duplicate, a blind attacker, a host that has forgotten everything. */
  #strangerSpeaks(): void {
    const near = isSynchronized(this.#tcb) ? this.#tcb.rcv.nxt : this.#peer.next
    const [next, una] = [this.#sendNext(), this.#unacknowledged()]
    this.#arrives({
      flags: this.#pick(STRANGE),
      seq: this.#pick([near, near, this.#irs, add(near, -1), add(near, 1), add(near, 5), add(near, 100_000), 7]),
      ack: this.#pick([next, una, add(next, 1), add(una, -1), add(una, -100_000), add(next, 9_000), 3]),
      text: this.#chance(0.2) ? 'zzz' : '',
    })
  }

  #timerExpires(): void {
    const running = timers(this.#tcb)
    if (running.length === 0) return
    const { timer } = this.#pick(running)
    this.#become(expire(this.#tcb, timer), `expire ${timer}`)
  }

  #applicationCalls(): void {
    const at = this.#next()
    if (at < 0.4) {
      const bytes = this.#pick([1, 5, 30, 2_000])
      const text = Array.from({ length: bytes }, (_, i) => ALPHABET[(this.#given + i) % ALPHABET.length]).join('')
      if (this.#call({ type: 'send', text })) this.#given += bytes
    } else if (at < 0.7) this.#call({ type: 'close', gone: this.#chance(0.2) })
    else if (at < 0.78) this.#call({ type: 'abort' })
    else this.#call({ type: at < 0.9 ? 'open-active' : 'open-passive' })
  }

  #call(request: Call): boolean {
    const result = call(this.#tcb, request)
    if (result.ok) this.#become(result.tcb, `call ${request.type}`)
    return result.ok
  }
}

const CHOSEN: readonly Flags[] = [
  SYN,
  SYN | ACK,
  ACK,
  FIN,
  FIN | ACK,
  RST,
  RST | ACK,
  SYN | FIN,
  SYN | RST,
  SYN | FIN | ACK,
  FIN | RST,
  FIN | RST | ACK,
  ACK | PSH,
  SYN | PSH | URG,
  ACK | URG,
  FIN | ACK | PSH | URG,
  0,
]

/** Segments that somebody might choose there, wrong ones mostly: numbers seen, near, relative, or just beyond the wrap. */
export function chosen({ tcb }: Situation, count: number, seed: number): readonly Segment[] {
  const next = random(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  const known = variables(tcb)
    .map(({ value }) => value)
    .filter((value): value is Seq => typeof value === 'number')
  const end = isSynchronized(tcb) ? tcb : null
  const own = end?.snd.nxt ?? 1000
  const expected = end?.rcv.nxt ?? (isSynArrived(tcb) ? tcb.rcv.nxt : 5001)
  const arrived = [...tcb.owed.map(({ to }) => to), ...(tcb.arrival === null ? [] : [tcb.arrival])]
  const near = (number: Seq): readonly number[] => [-1, 1, 2, -9, 300, 70_000].map((by) => add(number, by))
  const anywhere = [0, 1, 2 ** 32, ...known, ...arrived.flatMap(({ ack, seq }) => [ack, seq])]
  const relative = end === null ? [] : [add(own, -end.iss), add(expected, -end.irs)]
  const seqs = [own, own, ...near(own), ...anywhere, ...relative, ...(end?.fin == null ? [] : [end.fin])]
  const acks = [expected, expected, ...near(expected), ...anywhere, ...relative]
  return Array.from({ length: count }, () => ({
    flags: pick(CHOSEN),
    seq: pick(seqs),
    ack: pick(acks),
    window: next() < 0.1 ? 70_000 : 65_535,
    text: 'q'.repeat(pick([0, 0, 0, 1, 2, 5, 30, 600, 1461])),
  }))
}
