import type { Localized } from '../facts/localized.ts'
import type { EndPlan, Fault, OldDuplicate, Scenario, Wish, WishedCall } from '../facts/scenario.ts'

/**
 * A family of small scenarios for exercises: one of them for each stream of random numbers. Unlike those that people
 * play they have no story, only a situation.
 */
export type Setup = (random: () => number) => Scenario

const TITLE: Localized = { en: 'Exercise', 'zh-CN': '练习' }
const SUMMARY: Localized = { en: 'What do you send?', 'zh-CN': '你发送什么？' }

const between = (random: () => number, low: number, high: number) => low + Math.floor(random() * (high - low + 1))
const pick = <T>(random: () => number, ...items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

const wish = (call: WishedCall, when: Wish['when'] = {}): Wish => ({ call, when })
const open = wish({ type: 'open-active' })
const send = (bytes: number, when: Wish['when'] = { states: ['ESTABLISHED'] }) => wish({ type: 'send', bytes }, when)
const close = (when: Wish['when'] = { states: ['ESTABLISHED'], acknowledged: true }) => wish({ type: 'close' }, when)
const closeAfterPeer = close({ peerClosed: true, acknowledged: true })

interface Parts {
  readonly client: Partial<EndPlan>
  readonly server: Partial<EndPlan>
  readonly faults?: readonly Fault[]
  readonly old?: readonly OldDuplicate[]
  readonly crossing?: Scenario['link']['crossing']
  readonly timers?: Scenario['timers']
  readonly policy?: Scenario['policy']
}

const scenario = ({ client, crossing = [], faults = [], old = [], policy = {}, server, timers }: Parts): Scenario => ({
  id: 'exercise',
  topic: 'free',
  title: TITLE,
  summary: SUMMARY,
  lesson: SUMMARY,
  calls: 'scripted',
  ends: { client: { start: 'CLOSED', wishes: [], ...client }, server: { start: 'LISTEN', wishes: [], ...server } },
  link: { latency: 1_500, crossing: [...crossing], faults: [...faults], old: [...old], byHand: false },
  timers: timers ?? ['time-wait'],
  msl: 4_000,
  policy: { ...policy },
  goal: { client: ['CLOSED'], server: ['CLOSED'] },
  level: 'coached',
})

/** Short enough to be reckoned with, and beyond every window that begins at an exercise's own numbers. */
const FAR = [85_000, 99_999] as const

const RESENDING: Parts['timers'] = ['time-wait', 'retransmission', 'persist']

/** Open, text both ways, and four segments to close, from either side. */
export const exchange: Setup = (random) => {
  const client = { wishes: [open, send(between(random, 1, 300)), close({ received: 1, acknowledged: true })] }
  const server = { wishes: [send(between(random, 1, 300), { received: 1 }), closeAfterPeer] }
  const fromServer = {
    client: { wishes: [open, send(between(random, 1, 300)), closeAfterPeer] },
    server: { wishes: [send(between(random, 1, 300), { received: 1 }), close({ acknowledged: true })] },
  }
  return scenario(random() < 0.5 ? { client, server } : fromServer)
}

/** Nothing but the handshake and the close. */
export const farewell: Setup = (random) => {
  const first = close({ states: ['ESTABLISHED'], nothingOwed: true })
  // with nothing left to say, the answer to a FIN and the own FIN may go together
  const second = close(random() < 0.5 ? { peerClosed: true } : { peerClosed: true, nothingOwed: true })
  return random() < 0.5
    ? scenario({ client: { wishes: [open, first] }, server: { wishes: [second] } })
    : scenario({ client: { wishes: [open, second] }, server: { wishes: [first] } })
}

/** One side has said all; the other goes on. */
export const halfClose: Setup = (random) => {
  const speaker = [send(between(random, 2, 200), { peerClosed: true }), closeAfterPeer]
  const first = [send(between(random, 1, 50)), close({ acknowledged: true })]
  return random() < 0.5
    ? scenario({ client: { wishes: [open, ...first] }, server: { wishes: speaker } })
    : scenario({ client: { wishes: [open, ...speaker] }, server: { wishes: first } })
}

/** Several segments of text in a row, one after the other or at once. */
export const burst: Setup = (random) => {
  const mss = between(random, 20, 200)
  const wishes = [open, send(mss * between(random, 2, 4)), close()]
  return scenario({ client: { wishes }, server: { wishes: [closeAfterPeer] }, policy: { mss } })
}

/** One text after the other, each when the one before has been acknowledged. */
export const turns: Setup = (random) => {
  const again = send(between(random, 1, 200), { acknowledged: true })
  const wishes = [open, send(between(random, 1, 200)), again, again, close()]
  return scenario({ client: { wishes }, server: { wishes: [closeAfterPeer] } })
}

/** An application that closes while its text still waits to be sent. */
export const impatient: Setup = (random) => ({
  ...scenario({ client: { wishes: [open, send(between(random, 2, 300))] }, server: { wishes: [closeAfterPeer] } }),
  calls: 'free',
})

/** Text, of which something is lost, late, or doubled. */
export const mishap: Setup = (random) => {
  const mss = between(random, 20, 200)
  const what = pick(random, 'drop', 'delay', 'duplicate')
  const fault: Fault = { from: 'client', match: 'text', nth: between(random, 1, 2), do: what, ms: 4_000 }
  return scenario({
    client: { wishes: [open, send(mss * 3), close()] },
    server: { wishes: [send(between(random, 1, mss), { received: mss }), closeAfterPeer] },
    faults: [fault],
    policy: { mss, rto: 6_000 },
    timers: RESENDING,
  })
}

/** Several segments of text, two of them lost, and the receiver says which (RFC 2018). */
export const holes: Setup = (random) => {
  const mss = between(random, 10, 60)
  const second = between(random, 3, 4)
  const lost = [1, second].map((nth): Fault => ({ from: 'client', match: 'text', nth, do: 'drop', ms: 0 }))
  return scenario({
    client: { wishes: [open, send(mss * 7)] },
    server: {},
    faults: lost,
    policy: { mss, sack: true, rto: 60_000 },
    timers: RESENDING,
  })
}

/** More text than congestion control lets out at once, of which a segment may be lost. */
export const congested: Setup = (random) => {
  const mss = between(random, 20, 200)
  const lost = pick(random, 0, 4, 6, 7)
  return scenario({
    client: { wishes: [open, send(mss * 8), close()] },
    server: { wishes: [closeAfterPeer] },
    faults: lost === 0 ? [] : [{ from: 'client', match: 'text', nth: lost, do: 'drop', ms: 0 }],
    policy: { mss, congestion: 'reno', initialCwnd: mss, rto: 6_000 },
    timers: RESENDING,
  })
}

/** A segment that opens or closes the connection is lost. */
export const lostControl: Setup = (random) => {
  const lost = pick<readonly [Fault['from'], Fault['match']]>(
    random,
    ['client', 'SYN'],
    ['server', 'SYN,ACK'],
    ['client', 'ACK'],
    ['client', 'FIN'],
    ['server', 'FIN'],
    ['server', 'ACK'],
  )
  const [from, match] = lost
  return scenario({
    client: { wishes: [open, close({ states: ['ESTABLISHED'], nothingOwed: true })] },
    server: { wishes: [close({ peerClosed: true, nothingOwed: true })] },
    faults: [{ from, match, nth: match === 'ACK' && from === 'client' ? between(random, 1, 2) : 1, do: 'drop', ms: 0 }],
    policy: { rto: 6_000 },
    timers: RESENDING,
  })
}

/** The ACK of the last FIN is lost, and the FIN comes again. */
export const lateFin: Setup = () =>
  scenario({
    client: { wishes: [open, close({ states: ['ESTABLISHED'], nothingOwed: true })] },
    server: { wishes: [close({ peerClosed: true, nothingOwed: true })] },
    faults: [{ from: 'server', match: 'FIN', nth: 1, do: 'duplicate', ms: 5_000 }],
  })

export const simultaneousOpen: Setup = () =>
  scenario({
    client: { wishes: [open, close()] },
    server: { start: 'CLOSED', wishes: [open, closeAfterPeer] },
    crossing: ['SYN'],
  })

export const simultaneousClose: Setup = (random) => {
  const wishes = [close({ states: ['ESTABLISHED'], nothingOwed: true })]
  return scenario({
    client: { wishes: [open, ...wishes] },
    server: { wishes },
    crossing: ['FIN'],
    policy: { mss: between(random, 500, 1460) },
  })
}

/** Nobody listens. */
export const refused: Setup = () => scenario({ client: { wishes: [open] }, server: { start: 'CLOSED' } })

/** A SYN, or something else, of an earlier connection comes up. */
export const oldDuplicate: Setup = (random) => {
  const seq = between(random, ...FAR)
  const syn: OldDuplicate = {
    from: 'client',
    flags: ['SYN'],
    seq,
    ack: 0,
    length: 0,
    after: { from: 'client', match: 'SYN', nth: 1 },
    delay: 0,
  }
  return scenario({
    client: { wishes: [open, close()] },
    server: { wishes: [closeAfterPeer] },
    faults: [{ from: 'client', match: 'SYN', nth: 1, do: 'delay', ms: 40_000 }],
    old: [syn],
  })
}

/** A segment of an earlier connection meets an end without any. */
export const stranger: Setup = (random) => {
  const seq = between(random, 1_000, 99_999)
  const flags = pick<OldDuplicate['flags']>(random, ['ACK'], ['SYN'], ['FIN', 'ACK'], ['SYN', 'ACK'])
  const length = flags.length === 1 && flags[0] === 'ACK' ? between(random, 0, 200) : 0
  const ack = flags.includes('ACK') ? between(random, 1_000, 99_999) : 0
  const old: OldDuplicate = { from: 'client', flags, seq, ack, length, after: 'start', delay: 0 }
  return scenario({ client: {}, server: { start: random() < 0.6 ? 'CLOSED' : 'LISTEN' }, old: [old] })
}

/** A segment of an earlier connection comes up in the middle of this one: a SYN, a RST, or text. */
export const intruder: Setup = (random) => {
  const flags = pick<OldDuplicate['flags']>(random, ['SYN'], ['RST'], ['ACK'])
  const nth = between(random, 1, 2)
  const old: OldDuplicate = {
    from: pick(random, 'client', 'server'),
    flags,
    seq: between(random, ...FAR),
    ack: flags.includes('ACK') ? between(random, ...FAR) : 0,
    length: flags.includes('ACK') ? between(random, 1, 100) : 0,
    after: { from: 'client', match: 'ACK', nth },
    delay: 700,
  }
  return scenario({
    client: { wishes: [open, send(between(random, 1, 100)), close({ received: 1, acknowledged: true })] },
    server: { wishes: [send(between(random, 1, 100), { received: 1 }), closeAfterPeer] },
    old: [old],
  })
}

/** One host has forgotten the connection and opens anew; the other has not. */
export const forgotten: Setup = (random) => {
  const text = send(between(random, 1, 100), { states: ['ESTABLISHED'], nothingOwed: true })
  return scenario({
    client: { wishes: [open, text, wish({ type: 'crash' }, { acknowledged: true }), open] },
    server: {},
  })
}

/** One host has forgotten the connection, and the other goes on sending. */
export const survivor: Setup = (random) =>
  scenario({
    client: {
      wishes: [
        open,
        send(between(random, 1, 100), { states: ['ESTABLISHED'], nothingOwed: true }),
        wish({ type: 'crash' }, { acknowledged: true }),
      ],
    },
    server: { wishes: [send(between(random, 1, 300), { received: 1, nothingOwed: true })] },
    faults: [{ from: 'server', match: 'text', nth: 1, do: 'delay', ms: 6_000 }],
  })

/** An application aborts. */
export const abort: Setup = (random) => {
  const text = send(between(random, 1, 100), { states: ['ESTABLISHED'], nothingOwed: true })
  return random() < 0.5
    ? scenario({ client: { wishes: [open, text] }, server: { wishes: [wish({ type: 'abort' }, { received: 1 })] } })
    : scenario({ client: { wishes: [open, text, wish({ type: 'abort' }, { acknowledged: true })] }, server: {} })
}

/** The receiver's window is smaller than what there is to send; or closed. */
export const window: Setup = (random) => {
  const receiveBuffer = between(random, 10, 80)
  const room = wish(
    { type: 'offer-window', bytes: random() < 0.6 ? 0 : between(random, 1, 9) },
    { received: receiveBuffer },
  )
  return scenario({
    client: { wishes: [open, send(receiveBuffer + between(random, 5, 60)), close()] },
    server: {
      receiveBuffer,
      wishes: random() < 0.5 ? [] : [room],
    },
    timers: RESENDING,
    policy: { rto: 8_000 },
  })
}

/** Numbers close to where they wrap around. */
export const wrapping: Setup = (random) => {
  const plain = exchange(random)
  const near = () => 0x1_0000_0000 - between(random, 1, 200)
  const { client, server } = plain.ends
  return { ...plain, ends: { client: { ...client, iss: near() }, server: { ...server, iss: near() } } }
}

/** Numbers as large as real ones. */
export const large: Setup = (random) => {
  const plain = random() < 0.5 ? exchange(random) : farewell(random)
  const real = () => between(random, 1_000_000, 4_000_000_000)
  const { client, server } = plain.ends
  return { ...plain, ends: { client: { ...client, iss: real() }, server: { ...server, iss: real() } } }
}
