import type { ClientMessage, Seat } from '@woshou/session'
import { expect, it } from 'vitest'
import type { Listener } from '../live/audience.ts'
import type { SessionHost } from '../live/session-host.ts'
import type { Services } from '../services.ts'
import { STRANGER } from './caller.ts'
import type { Line } from './guest.ts'
import { SeatGuest } from './seat-guest.ts'

const MOVE = { type: 'move', id: 'move-0001', version: 1, command: { type: 'take-hint' } } as const

const turns = () => new Promise((resolve) => setImmediate(resolve))

/** The client's seat, whose token may be another's by now: `answer` says whose it is. @param gives whether a class gives it */
function seated({ gives = false } = {}) {
  const [moves, said, closed]: [string[], unknown[], number[]] = [[], [], []]
  const asked: ((role: Seat | null) => void)[] = []
  /** Moves that come to their turn when the seat has been handed over, each once. */
  const handedOver = new Set<string>()
  let listener: Listener | null = null
  const host = {
    id: 'a session',
    session: { ended: null },
    leave: () => {},
    join: (joined: Listener) => {
      listener = joined
    },
    move: async (_role: Seat, { id }: { id: string }) => {
      moves.push(id)
      if (handedOver.delete(id)) return 'handed-over'
      return { answer: { type: 'accepted', id, version: 1 }, stored: 0 }
    },
  } as unknown as SessionHost
  const services = {
    classes: { gives: () => gives },
    metrics: { joined: () => {}, moved: () => {} },
    registry: { release: () => {} },
    storage: {
      directory: {
        withdrawOffer: async () => {},
        watchedBy: async () => null,
        seatOf: () => new Promise<Seat | null>((resolve) => asked.push(resolve)),
      },
    },
    storageShare: { mayMove: () => true, spend: () => {} },
  } as unknown as Services
  const line: Line = {
    address: '::1',
    caller: STRANGER,
    open: true,
    send: (message) => void said.push(message),
    sendText: (text) => void said.push(text),
    refuse: ({ code }) => void said.push(code),
    close: (code) => void closed.push(code),
  }
  const guest = new SeatGuest({ host, role: 'client', token: 't', early: null }, line, services)
  guest.sit(0, { from: 0, to: 0, texts: [] })
  return {
    guest,
    moves,
    said,
    closed,
    handedOver,
    hear: (message: ClientMessage) => guest.hear(message),
    tell: (text: string) => listener?.send(text),
    inDoubt: () => listener?.inDoubt?.(),
    answer: async (role: Seat | null) => {
      asked.shift()?.(role)
      await turns()
    },
  }
}

it('neither moves nor is told anything while it is in doubt whose seat this is; then all of it', async () => {
  const { answer, inDoubt, hear, moves, said, tell } = seated()
  inDoubt()
  hear(MOVE)
  tell('news')
  // handed over once more, before the first answer
  inDoubt()
  tell('more news')
  await answer('client')
  expect([moves, said]).toEqual([[], []])
  await answer('client')
  expect(moves).toEqual([MOVE.id])
  expect(said).toEqual(['news', 'more news', JSON.stringify({ type: 'accepted', id: MOVE.id, version: 1 })])
})

it('has nothing carried out and hears nothing more once somebody else has the seat', async () => {
  const { answer, closed, inDoubt, hear, moves, said, tell } = seated()
  inDoubt()
  hear(MOVE)
  tell('news')
  await answer(null)
  hear(MOVE)
  tell('more news')
  await answer(null)
  expect([moves, said, closed]).toEqual([[], ['wrong-token'], [1008]])
})

it('is to come back whose seat a class has taken away and given back, before it is handed over again', async () => {
  const { answer, closed, inDoubt, hear, moves, said, tell } = seated({ gives: true })
  inDoubt()
  hear(MOVE)
  await answer(null)
  tell('more news')
  expect([moves, said, closed]).toEqual([[], [], [1013]])
})

it.each([
  { holder: 'client', moved: 2 },
  { holder: null, moved: 1 },
] as const)('asks for a move again that found the seat handed over, once it is the holder’s: $holder', async (one) => {
  const { answer, guest, handedOver, hear, moves } = seated()
  handedOver.add(MOVE.id)
  hear(MOVE)
  // it need not be told: who has left is not
  guest.leave(false)
  await turns()
  expect(moves).toHaveLength(1)
  await answer(one.holder)
  expect(moves).toHaveLength(one.moved)
})
