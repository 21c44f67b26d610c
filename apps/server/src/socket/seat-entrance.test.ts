import type { Seat } from '@woshou/session'
import { expect, it, vi } from 'vitest'
import type { NotNow } from '../live/not-now.ts'
import type { Services } from '../services.ts'
import type { Line } from './guest.ts'
import { seatEntrance } from './seat-entrance.ts'

const CAUSE = new Error('disk full')

/** Asks to be let in while `hold` is what becomes of the session. */
async function ask(
  hold: NotNow | null,
  { seat = 'client', given, gives = false }: { seat?: Seat | null; given?: () => Seat; gives?: boolean } = {},
) {
  const reported: unknown[] = []
  let held = seat
  const broughtInLine = async () => {
    if (given) held = given()
    return given !== undefined
  }
  const services = {
    classes: { broughtInLine, gives: () => gives },
    failures: { report: (error: unknown) => void reported.push(error) },
    registry: { at: () => null, hold: async () => hold },
    storage: {
      directory: { seatOf: async () => held, watchedBy: async () => null, list: async () => [] },
      log: { newest: async () => new Map() },
    },
  } as unknown as Services
  const line = { address: '::1', open: true } as Line
  const message = { type: 'join', session: 's', token: 't', since: 0 } as const
  const entry = await seatEntrance(services)(message, line)
  if (entry.ok) throw new Error('was let in')
  return { code: entry.code, close: entry.close, reported }
}

it.each<[NotNow, string, unknown[]]>([
  // what is no failure is not reported as one: a server that stops said so of each browser that came back meanwhile
  [{ notNow: 'stopping' }, 'server-error', []],
  [{ notNow: 'crowded' }, 'server-error', []],
  [{ notNow: 'newer-rules', detail: 'newer' }, 'newer-rules', []],
  [{ notNow: 'storage-lost', cause: CAUSE }, 'server-error', [CAUSE]],
])('turns away for now, and lets come back: %s', async (notNow, code, reported) => {
  expect(await ask(notNow)).toEqual({ code, close: 1013, reported })
})

it('turns away for good who holds no seat, or of no session', async () => {
  expect(await ask(null)).toMatchObject({ code: 'unknown-session', close: 1008 })
  expect(await ask(null, { seat: null })).toMatchObject({ code: 'unknown-session', close: 1008 })
})

it('lets in whom a class was about to give the seat when they came', async () => {
  // what becomes of the session is asked only then
  expect(await ask({ notNow: 'crowded' }, { seat: null, given: () => 'server' })).toMatchObject({ close: 1013 })
})

it('lets come back whom a class gives a seat that another server has not handed over yet', async () => {
  expect(await ask(null, { seat: null, gives: true })).toEqual({ code: 'server-error', close: 1013, reported: [] })
})

it.each([
  { gives: false, turned: { code: 'wrong-token', close: 1008 } },
  // taken away and given back by its class, which is known before it is carried out
  { gives: true, turned: { code: 'server-error', close: 1013 } },
])('turns away whose seat is handed over while what they lack is made ready; a class gives it: $gives', async (one) => {
  const holders: (Seat | null)[] = ['client', 'client', null]
  const session = { handed: { client: 0, server: 0 }, watchable: { client: 0, server: 0 }, ended: null }
  const host = {
    id: 's',
    session,
    prepare: async () => {
      session.handed = { ...session.handed, client: 9 }
      return { from: 0, to: 0, texts: [] }
    },
  }
  const release = vi.fn()
  const services = {
    classes: { gives: () => one.gives },
    registry: { at: () => null, hold: async () => host, release },
    storage: {
      directory: { seatOf: async () => holders.shift() ?? null, watchedBy: async () => null },
      log: { newest: async () => new Map() },
    },
  } as unknown as Services
  const entry = await seatEntrance(services)({ type: 'join', session: 's', token: 't', since: 0 }, {
    address: '::1',
    open: true,
  } as Line)
  expect(entry).toMatchObject({ ok: false, ...one.turned })
  expect(release).toHaveBeenCalledOnce()
})
