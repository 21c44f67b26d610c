import type { Segment } from '@woshou/protocol'
import { moments, peerOf, ROLES, type Role, type Session, type SessionEvent } from '@woshou/session'
import type { Explanations } from './explanations.ts'

/** A packet as it passed the card of one end. */
export interface PassingPacket {
  readonly from: Role
  /** Play time, ms. */
  readonly at: number
  readonly segment: Segment
  /** The version at which it was sent: the same for copies of one sending. */
  readonly sent: number
  readonly comments: string[]
}

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/**
 * What passed the card of one end: what it sent when it left, what it received when it arrived. What is lost on the way
 * to it never passes. Each explanation stands at the packet that it is about; what is about none that passes (a
 * wrong segment held back, a timer, a loss elsewhere) stands at the next packet of its end, or at the last of all.
 */
export function passingPackets(
  log: readonly SessionEvent[],
  vantage: Role,
  words: Explanations,
): { readonly packets: readonly PassingPacket[]; readonly left: readonly string[] } {
  const card = new Card(vantage, words, fatesOf(log))
  for (const { before, event, session } of moments(log)) if (before) card.see(event, before, session)
  return card.close()
}

/** The versions of sendings that never arrive anywhere, and are known to be lost. */
function fatesOf(log: readonly SessionEvent[]): ReadonlySet<number> {
  const lost = new Set<number>()
  for (const event of log) {
    if (event.type === 'segment-sent' && event.arrivals?.length === 0) lost.add(event.version)
    if (event.type === 'fault-made' && event.arrivals.length === 0) lost.add(event.sent)
  }
  for (const event of log) if (event.type === 'segment-arrived') lost.delete(event.sent)
  return lost
}

class Card {
  readonly #vantage: Role
  readonly #words: Explanations
  readonly #lost: ReadonlySet<number>
  readonly #packets: PassingPacket[] = []
  /** For the next packet of each end. */
  readonly #waiting: Readonly<Record<Role, string[]>> = { client: [], server: [] }
  /** About packets of the peer that have not arrived yet, by the version of their sending. */
  readonly #underWay = new Map<number, readonly string[]>()
  /** The first packet of each sending that passed. */
  readonly #passed = new Map<number, PassingPacket>()
  /** Packets whose arrival at each end waits for its student's check. */
  readonly #unchecked: Readonly<Record<Role, (PassingPacket | null)[]>> = { client: [], server: [] }

  constructor(vantage: Role, words: Explanations, lost: ReadonlySet<number>) {
    this.#vantage = vantage
    this.#words = words
    this.#lost = lost
  }

  see(event: SessionEvent, before: Session, after: Session): void {
    switch (event.type) {
      case 'segment-sent':
        this.#sent(event, before, after)
        break
      case 'segment-arrived':
        this.#arrived(event, before, after)
        break
      case 'arrival-checked': {
        const packet = event.outcome === null ? this.#unchecked[event.role][0] : this.#unchecked[event.role].shift()
        const comments = [
          ...this.#words.violations(event.role, event.violations),
          ...this.#changes(event.role, before, after),
        ]
        this.#note(packet ?? null, event.role, comments)
        break
      }
      case 'segment-withheld':
        this.#waiting[event.role].push(...this.#words.withheld(event.role, event.segment, event.violations))
        break
      case 'timer-expired':
        this.#waiting[event.role].push(this.#words.expired(event.role, event.timer))
        this.#waiting[event.role].push(...this.#changes(event.role, before, after))
        break
      case 'application-called':
        this.#waiting[event.role].push(...this.#changes(event.role, before, after))
        break
    }
  }

  /** What waits for a packet that never came stands at the last one; without any packet it is left. */
  close(): { readonly packets: readonly PassingPacket[]; readonly left: readonly string[] } {
    const left = ROLES.flatMap((role) => this.#waiting[role])
    this.#packets.at(-1)?.comments.push(...left)
    return { packets: this.#packets, left: this.#packets.length === 0 ? left : [] }
  }

  #sent(
    { altered, at, remarks, role, segment, version, violations }: Of<'segment-sent'>,
    before: Session,
    after: Session,
  ): void {
    const comments = [
      ...this.#words.violations(role, violations),
      ...this.#words.remarks(role, remarks),
      ...this.#changes(role, before, after),
    ]
    const lost = this.#lost.has(version)
    if (role === this.#vantage) {
      const packet = this.#pass(role, at, altered ?? segment, version)
      packet.comments.push(...comments, ...(lost ? [this.#words.phrases.lostHere] : []))
    } else if (lost) this.#waiting[role].push(...comments, this.#words.lost(role, segment))
    else this.#underWay.set(version, comments)
  }

  #arrived({ at, outcome, role, segment, sent }: Of<'segment-arrived'>, before: Session, after: Session): void {
    let packet = this.#passed.get(sent) ?? null
    if (role === this.#vantage) {
      packet = this.#pass(peerOf(role), at, segment, sent)
      packet.comments.push(...(this.#underWay.get(sent) ?? []))
      this.#underWay.delete(sent)
    }
    if (outcome === null) this.#unchecked[role].push(packet)
    else this.#note(packet, role, this.#changes(role, before, after))
  }

  #pass(from: Role, at: number, segment: Segment, sent: number): PassingPacket {
    const packet: PassingPacket = { from, at, segment, sent, comments: this.#waiting[from].splice(0) }
    this.#packets.push(packet)
    if (!this.#passed.has(sent)) this.#passed.set(sent, packet)
    return packet
  }

  #note(packet: PassingPacket | null, role: Role, comments: readonly string[]): void {
    if (packet) packet.comments.push(...comments)
    else this.#waiting[role].push(...comments)
  }

  /** The states that an event led the end through. */
  #changes(role: Role, before: Session, after: Session): readonly string[] {
    const end = after.ends[role]
    const from = before.ends[role].tcb.state
    const told = end === before.ends[role] ? [] : this.#words.states(role, end.changes)
    if (told.length > 0 || from === end.tcb.state) return told
    return [this.#words.state(role, from, end.tcb.state)]
  }
}
