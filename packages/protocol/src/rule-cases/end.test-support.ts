import {
  ACK,
  type Call,
  call,
  closed,
  expire,
  FIN,
  judge,
  type Policy,
  receive,
  type SackBlock,
  SYN,
  segment,
  send,
  type Tcb,
  type Timer,
  type Violation,
} from '../index.ts'

export const CLIENT = 1000
export const SERVER = 5000

/** An end that is moved: calls, sendings that must be right, arrivals, timers. */
export class End {
  tcb: Tcb
  constructor(policy: Partial<Policy> = {}, isn: number | null = null) {
    this.tcb = closed({ policy, isn })
  }
  call(request: Call): this {
    const result = call(this.tcb, request)
    if (!result.ok) throw new Error(result.error)
    this.tcb = result.tcb
    return this
  }
  sends(flags: number, seq: number, ack = 0, text = '', window = 65_535): this {
    const sent = segment({ flags, seq, ack, text, window })
    const [wrong] = judge(this.tcb, sent).violations
    if (wrong) throw new Error(`not right at all: ${wrong.rule}`)
    this.tcb = send(this.tcb, sent)
    return this
  }
  gets(flags: number, seq: number, ack = 0, text = '', window = 65_535): this {
    this.tcb = receive(this.tcb, segment({ flags, seq, ack, text, window })).tcb
    return this
  }
  /** A pure ACK arrives that reports blocks (RFC 2018 §3). */
  reports(seq: number, ack: number, ...sack: readonly SackBlock[]): this {
    this.tcb = receive(this.tcb, segment({ flags: ACK, seq, ack, options: { sack } })).tcb
    return this
  }
  expires(timer: Timer): this {
    this.tcb = expire(this.tcb, timer)
    return this
  }
  /** The violations of a wrong move. */
  tries(flags: number, seq: number, ack = 0, text = '', window = 65_535): readonly Violation[] {
    return judge(this.tcb, segment({ flags, seq, ack, text, window })).violations
  }
}

export const idle = () => new End()
export const opening = () => new End().call({ type: 'open-active' })
const listening = () => new End().call({ type: 'open-passive' })
export const synSent = (isn = CLIENT) => opening().sends(SYN, isn)
export const asked = () => listening().gets(SYN, CLIENT)
export const answered = () => asked().sends(SYN | ACK, SERVER, CLIENT + 1)
/** The client, to which the SYN,ACK has come and which has not sent its ACK. */
export const third = (isn = CLIENT, irs = SERVER) => synSent(isn).gets(SYN | ACK, irs, isn + 1)
export const established = (isn = CLIENT, irs = SERVER, window = 65_535) =>
  synSent(isn)
    .gets(SYN | ACK, irs, (isn + 1) >>> 0, '', window)
    .sends(ACK, (isn + 1) >>> 0, (irs + 1) >>> 0)
/** At a simultaneous open: the own SYN is out, and the peer's has come. */
export const crossed = () => synSent().gets(SYN, SERVER)
/** ESTABLISHED with a peer whose SYN,ACK carried this MSS option. */
export const announced = (mss: number) => {
  const end = synSent()
  const synAck = segment({ flags: SYN | ACK, seq: SERVER, ack: CLIENT + 1, options: { mss } })
  end.tcb = receive(end.tcb, synAck).tcb
  return end.sends(ACK, CLIENT + 1, SERVER + 1)
}
/** ESTABLISHED with selective acknowledgements; pieces of ten bytes are on their way. */
export const selective = (pieces: number) => {
  const end = new End({ sack: true }).call({ type: 'open-active' })
  const options = { sackPermitted: true }
  end.tcb = send(end.tcb, segment({ flags: SYN, seq: CLIENT, options }))
  end.tcb = receive(end.tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: CLIENT + 1, options })).tcb
  end.sends(ACK, CLIENT + 1, SERVER + 1).call({ type: 'send', text: 'x'.repeat(10 * pieces) })
  for (let piece = 0; piece < pieces; piece++) end.sends(ACK, CLIENT + 1 + 10 * piece, SERVER + 1, 'x'.repeat(10))
  return end
}
/** Of six pieces the first and the third are lost: the blocks of the second, and of the fourth to sixth, have come. */
export const twoHoles = () =>
  selective(6)
    .reports(SN, CN, [CN + 10, CN + 20])
    .reports(SN, CN, [CN + 30, CN + 40], [CN + 10, CN + 20])
    .reports(SN, CN, [CN + 30, CN + 50], [CN + 10, CN + 20])
    .reports(SN, CN, [CN + 30, CN + 60], [CN + 10, CN + 20])
export const CN = CLIENT + 1
export const SN = SERVER + 1
/** ESTABLISHED with ten bytes of the peer's, acknowledged. */
export const served = () =>
  established()
    .gets(ACK, SN, CN, '0123456789')
    .sends(ACK, CN, SN + 10)
/** ESTABLISHED with five bytes sent and unacknowledged. */
export const sending = () => established().call({ type: 'send', text: 'hello' }).sends(ACK, CN, SN, 'hello')
export const finWait1 = () =>
  established()
    .call({ type: 'close' })
    .sends(FIN | ACK, CN, SN)
export const finWait2 = () => finWait1().gets(ACK, SN, CN + 1)
export const timeWait = () => finWait2().gets(FIN | ACK, SN, CN + 1)
export const closeWait = () => established().gets(FIN | ACK, SN, CN)
export const lastAck = () =>
  closeWait()
    .call({ type: 'close' })
    .sends(FIN | ACK, CN, SN + 1)
