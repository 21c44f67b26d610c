import { moveMessage, type Pair } from '../player.ts'

/** As much of Woshou's messages as a player of ping-pong looks at. */
export interface Message {
  readonly type: string
  readonly version: number
  readonly id?: string
  readonly events?: readonly { readonly type: string; readonly segment?: { readonly seq: number } }[]
}

/** What a seat talks over, whatever the transport. */
export interface Line {
  say(message: object): void
  hear(listener: (message: Message) => void): void
  close(): void
}

/** A pair that knows what it has been told. */
export interface PingPong extends Pair {
  /** The number of the newest event of which a seat was told; 0 for none. */
  newest(seat: 0 | 1): number
}

/** How a pair plays. */
export interface Manner {
  /** Milliseconds between an arrival and the answer to it; 0 for as fast as it goes. */
  readonly think?: () => number
  /** Hears how long a move took, from sending it to its answer, ms. */
  readonly took?: (milliseconds: number) => void
  /** Hears of each move that is sent. */
  readonly sent?: () => void
}

/** The scenario, `scenarios/ping-pong.json`, pins the initial sequence numbers. */
const ISN = [1_000, 5_000] as const
const [SYN, ACK] = [2, 16]

/**
 * One TCP connection between two seats that have been taken: three segments open it, then each carries one byte, in turns.
 * Every move is right.
 */
export function pingPong(lines: readonly [Line, Line], { think, took, sent }: Manner = {}): PingPong {
  let sentAt = 0
  let moves = 0
  const next: [number, number] = [...ISN]
  const versions: [number, number] = [0, 0]
  /** Before its first move a client names the highest version: all that is stored has been seen. */
  const ALL_SEEN = 1_000_000
  let done = () => true
  let moved = () => {}
  const move = (seat: 0 | 1) => {
    moves += 1
    const flags = moves === 1 ? SYN : moves === 2 ? SYN | ACK : ACK
    const length = moves <= 3 ? 0 : 1
    const ack = moves === 1 ? 0 : next[1 - seat]
    const segment = { flags, seq: next[seat], ack, length }
    const { id } = moveMessage(moves, 0, 0)
    next[seat] += moves <= 2 ? 1 : length
    sentAt = took ? performance.now() : 0
    sent?.()
    lines[seat].say({
      type: 'move',
      id,
      version: versions[seat] || ALL_SEEN,
      command: { type: 'send-segment', segment },
    })
  }
  const hear = (seat: 0 | 1, message: Message) => {
    if (message.type === 'accepted') {
      took?.(performance.now() - sentAt)
      moved()
    } else if (message.type === 'events') {
      versions[seat] = message.version
      if (message.events?.some(({ type }) => type === 'segment-arrived') && !done()) {
        if (think) setTimeout(move, think(), seat)
        else move(seat)
      }
    } else if (message.type !== 'heartbeat' && message.type !== 'presence') {
      throw new Error(`not what a right move deserves: ${JSON.stringify(message)}`)
    }
  }
  lines[0].hear((message) => hear(0, message))
  lines[1].hear((message) => hear(1, message))
  return {
    play: (onMove, until) => {
      moved = onMove
      done = until
      move(0)
    },
    newest: (seat) => versions[seat],
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
