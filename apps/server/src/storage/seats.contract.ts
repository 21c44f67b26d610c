import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Contracted,
  CREATED_AT,
  hint,
  lastAppend,
  seatTaken,
  serverSeat,
  storeNew,
} from '../testing/stored-session.ts'
import { drawToken, hashToken } from './seat-token.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What every storage must do about who sits where, and about ends. Each implementation is handed to it by storages.test.ts. */
export function describeSeats(name: string, open: () => Promise<Contracted>): void {
  describe(`seats in ${name}`, () => {
    let storage: Contracted
    beforeAll(async () => {
      storage = await open()
    })

    const stored = (parts?: Parameters<typeof storeNew>[1]) => storeNew(storage.directory, parts)

    it('stores a seat together with its event', async () => {
      const { session, next } = await stored()
      const token = drawToken()
      const seat = serverSeat('Jonas', token)
      expect(await storage.log.append({ log: session, events: [seatTaken(next, 'Jonas')], beside: { seat } })).toEqual({
        ok: true,
      })
      expect(await storage.directory.seatOf(session, token)).toBe('server')
      const [summary] = await storage.directory.summaries([session])
      expect(summary?.names).toEqual({ client: 'Mei 梅', server: 'Jonas', network: null })
    })

    it('gives a seat to exactly one of those who take it at once', async () => {
      const { session, next } = await stored()
      const tokens = Array.from({ length: 8 }, drawToken)
      const results = await Promise.all(
        tokens.map((token, n) =>
          storage.log.append({
            log: session,
            events: [seatTaken(next, `${n}`)],
            beside: { seat: serverSeat(`${n}`, token) },
          }),
        ),
      )
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      const roles = await Promise.all(tokens.map((token) => storage.directory.seatOf(session, token)))
      expect(roles.map((role) => role === 'server')).toEqual(results.map(({ ok }) => ok))
    })

    it('stores neither the seat nor its event when the version is taken', async () => {
      const { session, next } = await stored()
      await storage.log.append({ log: session, events: [hint(next)] })
      const token = drawToken()
      const seat = serverSeat('Late', token)
      const late = await storage.log.append({ log: session, events: [seatTaken(next, 'Late')], beside: { seat } })
      expect(late).toEqual({ ok: false, conflict: true })
      expect(await storage.directory.seatOf(session, token)).toBeNull()
    })

    it('tells which seat a token holds, of this session and no other', async () => {
      const token = drawToken()
      const { session } = await stored({ token })
      const other = await stored()
      expect(await storage.directory.seatOf(session, token)).toBe('client')
      expect(await storage.directory.seatOf(other.session, token)).toBeNull()
      expect(await storage.directory.seatOf(session, drawToken())).toBeNull()
      expect(await storage.directory.seatOf(session, '')).toBeNull()
      expect(await storage.directory.seatOf(drawToken(), token)).toBeNull()
    })

    it('stores a seat, an end and a move that share a commit with a seat that is taken', async () => {
      const [taking, over, moving, late] = await Promise.all([stored(), stored(), stored(), stored()])
      const [token, lateToken] = [drawToken(), drawToken()]
      await storage.log.append({
        log: late.session,
        events: [seatTaken(late.next, 'X')],
        beside: { seat: serverSeat('X') },
      })
      const results = await Promise.all([
        storage.log.append({
          log: taking.session,
          events: [seatTaken(taking.next, 'Jonas')],
          beside: { seat: serverSeat('Jonas', token) },
        }),
        storage.log.append(lastAppend(over.session, over.next)),
        storage.log.append({ log: moving.session, events: [hint(moving.next)] }),
        storage.log.append({
          log: late.session,
          events: [seatTaken(late.next + 1, 'Late')],
          beside: { seat: serverSeat('Late', lateToken) },
        }),
      ])
      expect(results.map(({ ok }) => ok)).toEqual([true, true, true, false])
      expect(await storage.directory.seatOf(taking.session, token)).toBe('server')
      expect(await storage.directory.seatOf(late.session, lateToken)).toBeNull()
      expect(await storage.log.read(late.session, late.next)).toEqual([])
      const ids = [taking, over, moving, late].map(({ session }) => session)
      const summaries = await storage.directory.summaries(ids)
      expect(summaries.filter(({ code }) => code === null).map(({ id }) => id)).toEqual([over.session])
    })

    it('lets somebody watch by a token that is no seat’s, in place of an earlier one, and nobody sits there', async () => {
      const { session } = await stored()
      const { directory } = storage
      const [first, second] = [drawToken(), drawToken()]
      await directory.letWatch(session, hashToken(first), '4 6')
      expect(await directory.watchedBy(session, first)).toBe('4 6')
      expect(await directory.seatOf(session, first)).toBeNull()
      await directory.letWatch(session, hashToken(second), '8 6')
      const rights = [await directory.watchedBy(session, first), await directory.watchedBy(session, second)]
      expect(rights).toEqual([null, '8 6'])
      expect(Object.keys((await directory.summaries([session]))[0]?.names ?? {})).toEqual([
        'client',
        'server',
        'network',
      ])
      await expect(directory.letWatch('no-such-session', hashToken(first), '4 6')).rejects.toThrow()
    })

    it('hands a seat over with its event: the old token and the code are dead', async () => {
      const token = drawToken()
      const { session, next } = await stored({ token })
      const [code, other] = [hashToken(drawToken()), hashToken(drawToken())]
      const { directory, log } = storage
      expect(await directory.offerSeat(session, 'client', code, CREATED_AT)).toBe(true)
      expect(await directory.offeredSeat(code, CREATED_AT - 1)).toEqual({ session, role: 'client' })
      expect(await directory.offeredSeat(code, CREATED_AT)).toBeNull()
      const elsewhere = await stored({})
      expect(await directory.offerSeat(elsewhere.session, 'client', code, CREATED_AT)).toBe(false)
      expect(await directory.offerSeat(session, 'client', other, CREATED_AT)).toBe(true)
      expect(await directory.offeredSeat(code, 0)).toBeNull()
      const handed = { role: 'client', name: 'Ada', tokenHash: hashToken('ada') } as const
      const event = { type: 'seat-handed-over', role: 'client', to: 'newcomer', name: 'Ada', at: 5 } as const
      const given = { log: session, events: [{ ...event, version: next }], beside: { handed } }
      const both = await Promise.all([log.append(given), storage.elsewhere.append(given)])
      expect(both.filter(({ ok }) => ok)).toHaveLength(1)
      expect(await directory.seatOf(session, token)).toBeNull()
      expect(await directory.seatOf(session, 'ada')).toBe('client')
      expect(await directory.offeredSeat(other, 0)).toBeNull()
      expect(await directory.offerSeat(session, 'client', other, CREATED_AT)).toBe(true)
      await directory.withdrawOffer(session, 'server')
      expect(await directory.offeredSeat(other, 0)).toEqual({ session, role: 'client' })
      await directory.withdrawOffer(session, 'client')
      expect(await directory.offeredSeat(other, 0)).toBeNull()
      expect((await directory.summaries([session]))[0]?.names.client).toBe('Ada')
    })
  })
}
