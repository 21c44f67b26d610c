import {
  ACK,
  type Call,
  call,
  closed,
  delivered,
  diff,
  expire,
  hasRst,
  hasSyn,
  isSynchronized,
  judge,
  lt,
  type Policy,
  PSH,
  receive,
  type Segment,
  type Seq,
  type State,
  send,
  seqEnd,
  type Tcb,
  URG,
  type Verdict,
} from '../src/index.ts'
import { type Account, Ledger } from './ledger.ts'
import { FILLER } from './trace.ts'

/** What a recorded TCP does where the RFCs leave a choice; its timers cannot be seen. */
const RECORDED: Partial<Policy> = {
  judgesTiming: false,
  likeLinux: true,
  mss: 65_535,
  receiveBuffer: 65_535,
}

/** Linux keeps TIME-WAIT 60 s; its timer wheel lets that become 61 to 62. */
const TIME_WAIT = 61.5
const FIN_TIMEOUT = 60
/** The first retransmission of a SYN,ACK comes after 1 s, doubling (RFC 6298 §2.1). */
const SYN_ACK_TIMEOUT = 1
const SYN_ACK_RETRIES = 5
/** RFC 6298 §2.4: at least a second; of the records with congestion control none has a longer one. */
const LONGER_THAN_RTO = 1

/**
 * One side of a trace: an engine TCP and the socket it serves. It knows its own calls, what it sent and what
 * arrived, and nothing else.
 */
export class Host {
  tcb: Tcb
  readonly states: State[]
  /** A socket of this host listens: it outlives each connection it accepts. */
  #listening = false
  /** Connections that the application has accepted and not closed yet. */
  #accepted = 0
  readonly #handmade: boolean
  readonly #sysctl: Readonly<Record<string, number>>
  #read = 0
  /** shutdown(RD) */
  #deaf = false
  /** connect() was called while the connection before was still in TIME-WAIT. */
  #again = false
  #since = 0
  #sentAt = 0
  #timeWaitEpoch = 0
  #keepAlive: { idle: number; count: number } | null = null
  #probes = 0
  readonly #ledger = new Ledger()

  constructor(options: {
    handmade: boolean
    isn: Seq | null
    sysctl: Readonly<Record<string, number>>
    listens: boolean
    policy: Partial<Policy>
  }) {
    this.#handmade = options.handmade
    this.#sysctl = options.sysctl
    this.tcb = closed({
      policy: { ...RECORDED, ...options.policy },
      isn: options.handmade ? null : (options.isn ?? 0),
      explicit: !options.handmade,
    })
    if (options.listens) this.#listen()
    this.states = [this.tcb.state]
  }

  /** Judges segment `i` of the trace at the moment of its sending, and sends it. */
  sends(
    i: number,
    segment: Segment,
    t: number,
    handmade: boolean,
    pull: () => boolean,
    watch?: (sender: Tcb, segment: Segment) => void,
  ): Verdict {
    this.#clock(t)
    const text = handmade ? segment.text : FILLER.slice(0, segment.text.length)
    const sent = text === segment.text ? segment : { ...segment, text }
    if (this.#again && hasSyn(sent) && this.tcb.state === 'TIME-WAIT') {
      this.#again = false
      this.#forget()
      this.#call({ type: 'open-active' })
    }
    this.#runsOut(sent)
    let verdict = judge(this.#sender(sent), sent)
    if (this.#handmade || handmade) {
      if (!verdict.legal || this.#handmade !== handmade) return verdict
    } else {
      if (!verdict.legal && hasRst(sent) && this.#keepAliveGaveUp()) {
        this.#call({ type: 'abort' })
        verdict = judge(this.tcb, sent)
      }
      // A call is logged when it returns, which may be after what it sent.
      while (!verdict.legal && verdict.violations.some((v) => UNASKED.has(v.rule)) && pull())
        verdict = judge(this.#sender(sent), sent)
    }
    if (verdict.legal && handmade === this.#handmade) watch?.(this.tcb, sent)
    this.#probes =
      isSynchronized(this.tcb) && segment.text === '' && sent.seq === this.tcb.snd.nxt - 1
        ? this.#probes + 1
        : this.#probes
    const before = this.tcb
    this.#become(send(before, sent), t)
    this.#sentAt = t
    this.#ledger.left(i, sent, before, this.tcb)
    return verdict
  }

  /** Segment `i` of the trace arrives. */
  receives(i: number, segment: Segment, t: number): void {
    this.#clock(t)
    if (this.#isRfc1337(segment)) {
      this.#since = t
      return
    }
    this.#probes = 0
    // Urgent bytes are read apart from the others, or not at all: they do not count as unread.
    if (segment.flags & URG && segment.text !== '') this.#read += 1
    const listens = this.tcb.state === 'CLOSED' && this.#listening
    const before = listens ? this.#listener() : this.#roomFor(segment)
    const reception = receive(before, this.#predicted(segment))
    this.#ledger.arrived(i, reception.owed)
    for (const change of reception.changes) if (change.variable === 'state') this.#enter(change.to as State)
    this.#become(
      listens && reception.tcb.state === 'LISTEN' ? { ...this.tcb, owed: reception.tcb.owed } : reception.tcb,
      t,
    )
  }

  /**
   * Linux's header prediction: the next text in order, with the same window, is taken before its acknowledgement is
   * looked at, however old. It needs memory which the socket has at hand only while something else is queued.
   */
  #predicted(segment: Segment): Segment {
    const { tcb } = this
    if (!isSynchronized(tcb) || tcb.state !== 'ESTABLISHED' || (segment.flags & ~PSH) !== ACK) return segment
    const { snd, rcv, early, sndScale } = tcb
    const isNext = segment.text !== '' && segment.seq === rcv.nxt && early.length === 0
    const holds = isNext && segment.window * 2 ** sndScale === snd.wnd && (snd.una !== snd.nxt || this.#hasUnread)
    return holds && lt(segment.ack, snd.una) ? { ...segment, ack: snd.una } : segment
  }

  /** Linux takes what ends beyond the window it offered all the same while nothing else waits to be read. */
  #roomFor(segment: Segment): Tcb {
    const { tcb } = this
    if (!isSynchronized(tcb) || tcb.rcv.wnd === 0 || segment.text === '') return tcb
    const needed = diff(seqEnd(segment), tcb.acked)
    const reaches = diff(segment.seq, tcb.acked) <= tcb.rcv.wnd
    if (needed <= tcb.rcv.wnd || !reaches || this.#hasUnread) return tcb
    return { ...tcb, rcv: { ...tcb.rcv, wnd: needed } }
  }

  /** A socket call. What the engine answers with an error would have been one for the application too. */
  calls(name: string, t: number): void {
    this.#clock(t)
    const count = (): number => Number(/\d+/.exec(name)?.[0] ?? 0)
    if (name.startsWith('listen(')) this.#listen()
    else if (name.startsWith('accept()') && !name.includes('->')) this.#accepted++
    else if (
      name.startsWith('connect() ->') ||
      name.startsWith('recv() -> Connection') ||
      name.startsWith('SO_ERROR=')
    ) {
      if (/timed out|=110$/.test(name)) this.#become(expire(this.tcb, 'user-timeout'), t)
    } else if (name.startsWith('connect()'))
      this.#again = !this.#call({ type: 'open-active' }) && this.tcb.state === 'TIME-WAIT'
    else if (name.startsWith('send(MSG_OOB)')) this.#call({ type: 'send', text: 'x' })
    else if (name.startsWith('send('))
      this.#call({ type: 'send', text: FILLER.repeat(Math.ceil(count() / FILLER.length)).slice(0, count()) })
    else if (name.startsWith('recv() -> ') && /\d+ bytes/.test(name)) this.#read += count()
    else if (name.startsWith('shutdown(WR)')) this.#call({ type: 'close', gone: this.#deaf })
    else if (name.startsWith('shutdown(RDWR)')) this.#call({ type: 'close', gone: true })
    else if (name.startsWith('shutdown(RD)')) this.#stopReading()
    else if (name.startsWith('abort')) {
      this.#accepted--
      this.#abort(t)
    } else if (name.startsWith('close()')) {
      if (this.#listening && this.#accepted <= 0) this.#stopListening(t)
      else {
        this.#accepted--
        this.#close(t)
      }
    } else if (name.startsWith('host forgets')) {
      this.#accepted--
      this.#forget()
    } else if (name.startsWith('SO_KEEPALIVE')) this.#keepAliveOn(name)
    this.#note(t)
  }

  /** A connection request is dropped, and the socket listens on. */
  forgetsRequest(t: number): void {
    if (this.tcb.state === 'SYN-RECEIVED') this.#become(expire(this.tcb, 'user-timeout'), t)
  }

  /** tcp_rfc1337: TIME-WAIT is not ended by a RST. */
  #isRfc1337(segment: Segment): boolean {
    return this.#sysctl.tcp_rfc1337 === 1 && this.tcb.state === 'TIME-WAIT' && hasRst(segment)
  }

  get account(): Account {
    return this.#ledger.account()
  }

  /** Lets time pass to the end of the capture. */
  ends(t: number): void {
    this.#clock(t)
  }

  /** A segment arrives that this host does not take up: its accept queue is full. */
  get isListener(): boolean {
    return this.#listening && (this.tcb.state === 'LISTEN' || this.tcb.state === 'CLOSED')
  }

  get #hasUnread(): boolean {
    return isSynchronized(this.tcb) && delivered(this.tcb).bytes > this.#read
  }

  #sender(sent: Segment): Tcb {
    // A listener's own replies come from LISTEN even after a connection of its has closed.
    return this.tcb.state === 'CLOSED' && this.#listening && !hasRst(sent) && !hasSyn(sent)
      ? this.#listener()
      : this.tcb
  }

  #listener(): Tcb {
    const made = call({ ...this.tcb, owed: [] } as Tcb, { type: 'open-passive' })
    return made.ok ? { ...made.tcb, owed: this.tcb.owed } : this.tcb
  }

  #listen(): void {
    this.#listening = true
    if (this.tcb.state === 'CLOSED') this.tcb = this.#listener()
    if (this.states?.length === 1 && this.states[0] === 'CLOSED') this.states[0] = 'LISTEN'
  }

  /**
   * Nothing is left to close but the listening socket. What it has not handed over goes with it: a request without
   * a word, a connection with a RST.
   */
  #stopListening(t: number): void {
    this.#listening = false
    this.forgetsRequest(t)
    if (this.tcb.state === 'LISTEN') this.#call({ type: 'close' })
    else if (this.tcb.state === 'ESTABLISHED' || this.tcb.state === 'CLOSE-WAIT') this.#abort(t)
  }

  #call(request: Call): boolean {
    const result = call(this.tcb, request)
    if (result.ok) this.tcb = result.tcb
    return result.ok
  }

  #abort(t: number): void {
    if (this.tcb.state === 'TIME-WAIT') return
    // Unread text makes it a RST in CLOSING and LAST-ACK too, where an ABORT just deletes the TCB (§3.6.1).
    if (this.#hasUnread) this.tcb = { ...this.tcb, calls: { ...this.tcb.calls, abort: true } }
    else this.#call({ type: 'abort' })
    this.#note(t)
  }

  /** Linux's close(): with unread text it is an ABORT (RFC 9293 §3.6.1), else a CLOSE after which nobody receives. */
  #close(t: number): void {
    if (this.#hasUnread && this.tcb.state !== 'TIME-WAIT') {
      this.#abort(t)
      return
    }
    // A request that waits at a listener is not the application's to close yet.
    if (this.tcb.state === 'LISTEN' || (this.tcb.state === 'SYN-RECEIVED' && this.tcb.iss === null)) return
    if (isSynchronized(this.tcb) && this.tcb.state === 'SYN-RECEIVED' && this.tcb.passive) return
    this.#call({ type: 'close', gone: true })
  }

  /** Nothing of it shows on the wire until the own half is shut as well: then text that comes is refused. */
  #stopReading(): void {
    this.#deaf = true
    // Linux's shutdown() of either half gives up a connection that is not there yet.
    if (this.tcb.state === 'SYN-SENT') this.#call({ type: 'close' })
    if (isSynchronized(this.tcb) && this.tcb.fin !== null) this.#call({ type: 'close', gone: true })
  }

  #forget(): void {
    this.tcb = { ...closed({ policy: this.tcb.policy, isn: this.tcb.isn }), owed: [] }
    this.#read = 0
  }

  #keepAliveOn(name: string): void {
    const idle = Number(/idle=(\d+)/.exec(name)?.[1] ?? 7200)
    const count = Number(/cnt=(\d+)/.exec(name)?.[1] ?? 9)
    this.#keepAlive = { idle, count }
    this.tcb = { ...this.tcb, policy: { ...this.tcb.policy, keepAlive: idle * 1000 } }
  }

  #keepAliveGaveUp(): boolean {
    return this.#keepAlive !== null && this.#probes >= this.#keepAlive.count
  }

  /** With congestion control it matters that the retransmission timer has run out: nothing else has this sent again. */
  #runsOut(sent: Segment): void {
    const { tcb } = this
    if (tcb.state === 'SYN-SENT') {
      if (tcb.policy.congestion !== 'none' && hasSyn(sent)) this.tcb = expire(tcb, 'retransmission')
      return
    }
    if (!isSynchronized(tcb) || tcb.congestion === null || tcb.retransmission.due) return
    const { seq, text } = sent
    if (text !== '' && seq === tcb.snd.una && seq !== tcb.snd.nxt) this.tcb = expire(tcb, 'retransmission')
  }

  /** The timers of which only the outcome can be seen. */
  #clock(t: number): void {
    if (t - this.#sentAt > LONGER_THAN_RTO) this.tcb = expire(this.tcb, 'idle-restart')
    const { tcb } = this
    const passed = t - this.#since
    if (tcb.state === 'TIME-WAIT' && passed >= TIME_WAIT) this.#become(expire(tcb, 'time-wait'), t)
    else if (tcb.state === 'FIN-WAIT-2' && tcb.calls.gone && passed >= (this.#sysctl.tcp_fin_timeout ?? FIN_TIMEOUT))
      this.#become(expire(tcb, 'user-timeout'), t)
    else if (tcb.state === 'SYN-RECEIVED' && isSynchronized(tcb) && tcb.passive && !this.#handmade) {
      const retries = this.#sysctl.tcp_synack_retries ?? SYN_ACK_RETRIES
      if (passed >= SYN_ACK_TIMEOUT * (2 ** (retries + 1) - 1)) this.#become(expire(tcb, 'user-timeout'), t)
    }
  }

  #become(tcb: Tcb, t: number): void {
    const restarted = isSynchronized(tcb) && tcb.state === 'TIME-WAIT' && tcb.epochs.timeWait !== this.#timeWaitEpoch
    if (restarted && isSynchronized(tcb)) this.#timeWaitEpoch = tcb.epochs.timeWait
    if (tcb.state !== this.tcb.state || restarted) this.#since = t
    if (tcb.state === 'SYN-RECEIVED' && this.tcb.state !== 'SYN-RECEIVED') this.#read = 0
    if (tcb.state === 'SYN-SENT' && this.tcb.state !== 'SYN-SENT') this.#read = 0
    this.tcb = tcb
    this.#note(t)
  }

  #note(_t: number): void {
    this.#enter(this.tcb.state)
  }

  #enter(state: State): void {
    // tcp_syncookies=2 keeps no state for a request: nothing of SYN-RECEIVED is to be seen.
    if (state === 'SYN-RECEIVED' && this.#sysctl.tcp_syncookies === 2) return
    if (this.states.at(-1) !== state) this.states.push(state)
  }
}

/** What a call that is not logged yet would explain. */
const UNASKED: ReadonlySet<string> = new Set([
  'application-did-not-open',
  'application-gave-no-text',
  'application-did-not-close',
  'text-before-fin',
  'no-reason-to-reset',
  'fin-for-abort-or-rst-for-close',
  'rst-seq-wrong',
  'retransmit-data-new-seq',
])
