import { type ClientMessage, encode, PROTOCOL } from '@woshou/session'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { FakeSocket } from '../testing/fake-socket.ts'
import { CLOSE } from './close-code.ts'
import { Connection, type ConnectionServices } from './connection.ts'
import type { Entry, Guest, Line, TurnedAway } from './guest.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function connect() {
  const socket = new FakeSocket()
  const services = { metrics: { slowConsumerLetGo: () => {} } } as unknown as ConnectionServices
  const limits = { messagesPerSecond: 20 }
  const connection = new Connection(socket as unknown as WebSocket, socket.frames, '127.0.0.1', services, limits)
  return { socket, connection, say: (text: string) => socket.emit('message', Buffer.from(text), false) }
}

it('a client that does not read is told so, closed, and cut', () => {
  const { socket, say } = connect()
  say('{')
  expect(socket.sent).toMatchObject([{ type: 'error', code: 'not-json' }])
  socket.bufferedAmount = 1 << 20
  say('{')
  expect(socket.sent).toHaveLength(2)
  socket.bufferedAmount += 1
  say('{')
  expect(socket.sent.at(-1)).toEqual({ type: 'closing', reason: 'too-slow', retryAfter: 1_000 })
  expect(socket.closedWith).toBe(1013)
  vi.advanceTimersByTime(1_000)
  expect(socket.terminated).toBe(true)
})

it('a server that restarts tells when to come back, and takes nothing more', () => {
  const { socket, connection, say } = connect()
  connection.announceRestart(700)
  expect(socket.sent).toEqual([{ type: 'closing', reason: 'restart', retryAfter: 700 }])
  say('{')
  expect(socket.sent).toHaveLength(1)
  connection.closeForRestart()
  expect(socket.closedWith).toBe(1012)
})

it('everything that comes from the peer is a sign of life', () => {
  const { socket, connection, say } = connect()
  for (const sign of [() => socket.emit('pong'), () => socket.emit('ping'), () => say('{')]) {
    const { heardAt } = connection
    vi.advanceTimersByTime(10)
    sign()
    expect(connection.heardAt).toBeGreaterThan(heardAt)
  }
})

it('a ping is answered as a message is: not too many, and not to a client that does not read', () => {
  const { socket } = connect()
  for (let n = 0; n < 40; n++) socket.emit('ping', Buffer.from('?'))
  expect(socket.pongs).toBe(40)
  for (let n = 0; n < 100; n++) socket.emit('ping', Buffer.from('?'))
  expect(socket.pongs).toBe(40)
  expect(socket.sent).toHaveLength(100)
  socket.emit('ping', Buffer.from('?'))
  expect(socket.closedWith).toBe(1008)

  const deaf = connect().socket
  deaf.bufferedAmount = (1 << 20) + 1
  deaf.emit('ping', Buffer.from('?'))
  expect(deaf.pongs).toBe(0)
  expect(deaf.closedWith).toBe(1013)
})

it('pongs that nobody asked for are limited too', () => {
  const { socket } = connect()
  for (let n = 0; n < 141; n++) socket.emit('pong')
  expect(socket.closedWith).toBe(1008)
})

const OPENING = encode({
  type: 'join',
  protocol: PROTOCOL,
  session: 's'.repeat(22),
  token: 't'.repeat(22),
  since: 0,
})
const MOVE = encode({ type: 'move', id: 'move-0001', version: 1, command: { type: 'take-hint' } })

/** What may happen to a connection, by whomever. */
const HAPPENINGS = {
  opening: ({ socket }: Run) => socket.say(OPENING),
  move: ({ socket }: Run) => socket.say(MOVE),
  nonsense: ({ socket }: Run) => socket.say('{'),
  bytes: ({ socket }: Run) => socket.emit('message', Buffer.from([1]), true),
  'other protocol': ({ socket }: Run) => socket.say('{"protocol":1}'),
  ping: ({ socket }: Run) => socket.emit('ping', Buffer.from('?')),
  pong: ({ socket }: Run) => socket.emit('pong'),
  'let in': (run: Run) => run.decide?.(run.entry({ ok: true })),
  'turned away at the door': (run: Run) => run.decide?.(TURNED_AWAY),
  'turned away inside': (run: Run) => run.decide?.(run.entry(TURNED_AWAY)),
  'a bug at the door': (run: Run) => run.decide?.(null),
  'the guest speaks': ({ line }: Run) => line?.send({ type: 'heartbeat', now: 1 }),
  'the guest closes': ({ line }: Run) => line?.close(CLOSE.policyViolation),
  beat: ({ connection }: Run) => connection.beat(),
  'gives way': ({ connection }: Run) => connection.giveWay(),
  'given up': (run: Run) => {
    if (run.socket.readyState === 3) return
    run.silent = true
    run.connection.giveUp()
  },
  'server stops': ({ connection }: Run) => connection.announceRestart(1),
  'server has stopped': ({ connection }: Run) => connection.closeForRestart(),
  'does not read': ({ socket }: Run) => {
    socket.bufferedAmount = 1 << 21
  },
  'six seconds': () => void vi.advanceTimersByTime(6_000),
  'socket closes': ({ socket }: Run) => {
    if (socket.readyState < 3) socket.closes()
  },
} as const

const TURNED_AWAY: TurnedAway = { ok: false, code: 'wrong-token', field: '', detail: '', close: CLOSE.policyViolation }

/** One connection, its door and its guest, which note what is done to them. */
class Run {
  readonly socket = new FakeSocket()
  readonly connection: Connection
  line: Line | null = null
  /** Answers who wants to come in; null throws. Stays null until somebody does. */
  decide: ((entry: Entry | null) => void) | null = null
  /** Somebody waits at the door. */
  get joining(): boolean {
    return this.decide !== null
  }
  /** Entries that were neither entered nor abandoned. */
  pending = 0
  silent = false
  readonly guest: string[] = []
  readonly reported: unknown[] = []

  constructor() {
    const admit = (_message: ClientMessage, line: Line) =>
      new Promise<Entry>((resolve, reject) => {
        this.line = line
        this.decide = (entry) => {
          this.decide = null
          if (entry) resolve(entry)
          else reject(new Error('a bug'))
        }
      })
    const services = {
      metrics: { slowConsumerLetGo: () => {} },
      failures: { report: (error: unknown) => void this.reported.push(error) },
      entrances: { join: admit },
    } as unknown as ConnectionServices
    const limits = { messagesPerSecond: 1_000 }
    this.connection = new Connection(this.socket as unknown as WebSocket, this.socket.frames, '::1', services, limits)
  }

  entry(entered: { readonly ok: true } | TurnedAway): Entry {
    this.pending += 1
    let used = false
    const use = () => {
      if (used) throw new Error('an entry is used once')
      used = true
      this.pending -= 1
    }
    return {
      ok: true,
      abandon: use,
      enter: () => {
        use()
        this.line?.send({ type: 'heartbeat', now: 0 })
        if (!entered.ok) return entered
        this.guest.push('entered')
        return { ok: true, guest: this.#guest }
      },
    }
  }

  readonly #guest: Guest = {
    joined: 'a seat',
    hear: ({ type }) => void this.guest.push(type),
    beat: () => void this.guest.push('beat'),
    leave: (silent) => void this.guest.push(silent ? 'left silent' : 'left'),
  }
}

type Happening = keyof typeof HAPPENINGS

/** As often as not on the way to a seat: else chance would hardly ever come that far. */
const happening = fc.oneof(
  fc.constantFrom<Happening[]>('opening', 'move', 'let in', 'does not read'),
  fc.constantFrom(...(Object.keys(HAPPENINGS) as Happening[])),
)

it('nothing leaks, whatever happens in whichever state: who enters leaves once, who does not gives all back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 14 }), async (names) => {
      vi.clearAllTimers()
      const run = new Run()
      const { connection, guest, socket } = run
      const left = () => guest.filter((what) => what.startsWith('left'))
      /** What the guest is to hear, now or once it is in. */
      const due: string[] = []
      for (const name of names) {
        const { open, seat } = connection
        const joining = run.joining
        const [noted, told] = [guest.length, socket.sent.length]
        HAPPENINGS[name](run)
        if (!open) expect(guest.slice(noted).filter((what) => !what.startsWith('left'))).toEqual([])
        // a message has an answer at once, or is the guest's, at once or once it is in
        if (open && ASKING.includes(name)) {
          const waits = joining && (name === 'move' || name === 'opening')
          const asks = !joining && seat === null && name === 'opening'
          const answers = socket.sent.length - told + (guest.length - noted)
          expect(answers, name).toBe(waits || asks ? 0 : 1)
          if (waits || (seat !== null && (name === 'move' || name === 'opening')))
            due.push(name === 'move' ? 'move' : 'join')
        }
        await settled()
        if (connection.open && connection.seat !== null)
          expect(guest.filter((what) => what === 'move' || what === 'join')).toEqual(due)
      }
      if (socket.readyState < 3) socket.closes()
      run.decide?.(run.entry({ ok: true }))
      await settled()
      vi.advanceTimersByTime(1_000)
      expect(run.pending).toBe(0)
      expect(vi.getTimerCount()).toBe(0)
      expect(connection.seat).toBeNull()
      const stays = guest.filter((what) => what === 'entered').map(() => (run.silent ? 'left silent' : 'left'))
      expect(left()).toEqual(stays)
      const bugs = names.filter((name) => name === 'a bug at the door').length
      expect(run.reported.length).toBeLessThanOrEqual(bugs)
      connection.beat()
      connection.giveUp()
      connection.giveWay()
      socket.say(MOVE)
      expect(left()).toEqual(stays)
    }),
    { numRuns: 1_000, examples: [[CUT_AFTER_IT_CLOSED]] },
  )
})

/** The second in which a slow reader may close runs out when it has closed. */
const CUT_AFTER_IT_CLOSED: Happening[] = [
  'opening',
  'does not read',
  'let in',
  'socket closes',
  'six seconds',
  'given up',
]

const ASKING: readonly string[] = ['nonsense', 'bytes', 'other protocol', 'move', 'opening']

/** What had only to be awaited has been. */
const settled = async () => {
  for (let n = 0; n < 5; n++) await Promise.resolve()
}
