import { formatFlags, isSynchronized, type Owed, type OwedReason, type Segment, type Tcb } from '../src/index.ts'

/** A reply that an arrival made a side owe, as the RFC has it. */
interface Debt {
  /** The arrival's number in the trace. */
  readonly to: number
  readonly reason: OwedReason
  /** The reply that would settle it at once; the number of a SYN,ACK is chosen only when it is sent. */
  readonly flags: string
  readonly seq: number
  readonly ack: number
  /** The number of the segment that settled it; null: none, until the end or until the connection was gone. */
  readonly paid: number | null
}

/** What a side owed, and what it said although it owed nothing. */
export interface Account {
  readonly owed: readonly Debt[]
  /** Pure ACKs with the present numbers that no debt, no probe and no change of the window accounts for. */
  readonly unowed: readonly number[]
}

type Entry = { -readonly [K in keyof Debt]: Debt[K] } & { readonly debt: Owed }

/** Keeps one side's account: what arrivals make it owe, and which of its segments settles what. */
export class Ledger {
  readonly #entries: Entry[] = []
  readonly #unowed: number[] = []
  #open: Entry[] = []

  /** Segment `to` has arrived, and newly caused these debts. */
  arrived(to: number, owed: readonly Owed[]): void {
    for (const debt of owed) {
      const { flags, seq, ack } = debt.reply
      const entry: Entry = { to, reason: debt.reason, flags: formatFlags(flags), seq, ack, paid: null, debt }
      this.#entries.push(entry)
      this.#open.push(entry)
    }
  }

  /**
   * Segment `i` has left: what `before` owed and `after` does not is settled by it. One acknowledgement settles all, also
   * those debts whose place a newer one of the same kind has taken.
   */
  left(i: number, segment: Segment, before: Tcb, after: Tcb): void {
    const gone = before.owed.filter((debt) => !after.owed.includes(debt))
    const settled = this.#open.filter(({ debt, reason }) =>
      gone.some((one) => one === debt || (!reason.startsWith('reset') && one.reason === reason)),
    )
    for (const entry of settled) entry.paid = i
    this.#open = this.#open.filter((entry) => !settled.includes(entry))
    if (before.owed.length === 0 && saysNothing(before, segment)) this.#unowed.push(i)
  }

  account(): Account {
    return { owed: this.#entries.map(({ debt: _, ...entry }) => entry), unowed: this.#unowed }
  }
}

/** An ACK without text or flags, with the present numbers and window. */
const saysNothing = (tcb: Tcb, { ack, flags, seq, text, window }: Segment): boolean =>
  isSynchronized(tcb) &&
  formatFlags(flags) === 'ACK' &&
  text === '' &&
  seq === tcb.snd.nxt &&
  ack === tcb.rcv.nxt &&
  window * 2 ** tcb.rcvScale === tcb.rcv.wnd
