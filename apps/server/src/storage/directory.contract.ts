import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Contracted,
  CREATED_AT,
  hint,
  lastAppend,
  newSession,
  SCENARIO,
  seatTaken,
  serverSeat,
  storeNew,
} from '../testing/stored-session.ts'
import { drawToken, hashToken } from './seat-token.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What every directory must do. Each implementation is handed to it by storages.test.ts. */
export function describeDirectory(name: string, open: () => Promise<Contracted>): void {
  describe(`the directory in ${name}`, () => {
    let storage: Contracted
    beforeAll(async () => {
      storage = await open()
    })

    const stored = (parts?: Parameters<typeof storeNew>[1]) => storeNew(storage.directory, parts)

    it('finds a session without names by an id of its own, once that has been asked for', async () => {
      const { session } = await stored()
      const { directory } = storage
      const nameless = await directory.nameless(session)
      expect(nameless).toMatch(/^[\w-]{22}$/)
      expect(nameless).not.toBe(session)
      expect(await directory.nameless(session)).toBe(nameless)
      expect(await directory.byNameless(nameless ?? '')).toBe(session)
      expect(await directory.byNameless(session)).toBeNull()
      expect(await directory.nameless(drawToken())).toBeNull()
      // asked for in one, it opens nothing else
      expect(await directory.summaries([nameless ?? ''])).toEqual([])
      expect(await directory.seatOf(nameless ?? '', drawToken())).toBeNull()
    })

    it('knows whose links are closed: nobody watches by one either, and another one may be opened', async () => {
      const { directory } = storage
      const [closed, open] = [(await stored()).session, (await stored()).session]
      const token = drawToken()
      await directory.letWatch(closed, hashToken(token), '3')
      await directory.closeLinks(closed, true)
      expect(await directory.closedLinks([open, closed, drawToken()])).toEqual(new Set([closed]))
      expect(await directory.watchedBy(closed, token)).toBeNull()
      await directory.closeLinks(closed, false)
      expect(await directory.closedLinks([closed])).toEqual(new Set())
      expect(await directory.closedLinks([])).toEqual(new Set())
      await directory.closeLinks(drawToken(), true)
    })

    it('finds a session by its code until it ends', async () => {
      const { session, next, created } = await stored()
      expect(await storage.directory.byCode(created.code ?? '')).toBe(session)
      await storage.log.append(lastAppend(session, next))
      expect(await storage.directory.byCode(created.code ?? '')).toBeNull()
      expect(await storage.directory.create(newSession({ code: created.code }))).toEqual({ ok: true })
    })

    it('creates a session as a whole or not at all', async () => {
      const { created } = await stored()
      const second = newSession({ code: created.code })
      expect(await storage.directory.create(second)).toEqual({ ok: false, taken: 'code' })
      expect(await storage.log.read(second.id)).toEqual([])
      expect(await storage.directory.summaries([second.id])).toEqual([])
    })

    it('creates a session that has ended elsewhere with both seats, and its end, or not at all', async () => {
      const begun = newSession({ code: null, invitation: null })
      const next = begun.events.length + 1
      const seats = [...begun.seats, serverSeat('Jonas')]
      const { events: rest, beside } = lastAppend(begun.id, next + 1, seatTaken(next, 'Jonas'))
      const over = { ...begun, seats, events: [...begun.events, ...rest], result: beside?.result ?? null }
      // the last event's version is taken: nothing of the rest may stay
      const broken = { ...over, events: [...over.events, hint(next + 1)] }
      const failed = await storage.directory.create(broken).then(
        ({ ok }) => !ok,
        () => true,
      )
      expect(failed).toBe(true)
      expect(await storage.log.read(begun.id)).toEqual([])
      expect(await storage.directory.summaries([begun.id])).toEqual([])
      const whole = { ...over, id: drawToken() }
      expect(await storage.directory.create(whole)).toEqual({ ok: true })
      expect(await storage.directory.create({ ...over, id: drawToken() })).toEqual({ ok: true })
      expect(await storage.directory.summaries([whole.id])).toMatchObject([
        { names: { client: 'Mei 梅', server: 'Jonas' }, reason: 'left', version: next + 1, code: null },
      ])
    })

    it('gives a session one successor, whoever asks first', async () => {
      const { session } = await stored()
      expect(await storage.directory.successorOf(session)).toBeNull()
      const successors = [newSession({ predecessor: session }), newSession({ predecessor: session })]
      const results = await Promise.all(successors.map((successor) => storage.directory.create(successor)))
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      expect(results).toContainEqual({ ok: false, taken: 'predecessor' })
      const winner = successors[results.findIndex(({ ok }) => ok)]
      expect(await storage.directory.successorOf(session)).toBe(winner?.id)
    })

    it('sums up a session, without its length while it is played', async () => {
      const { session, next, created } = await stored()
      const running = {
        id: session,
        code: created.code,
        invitation: created.invitation,
        scenario: SCENARIO && { id: SCENARIO.id, title: SCENARIO.title, summary: SCENARIO.summary },
        names: { client: 'Mei 梅', server: null, network: null },
        network: false,
        createdAt: CREATED_AT,
        endedAt: null,
        reason: null,
        version: 0,
      }
      expect(await storage.directory.summaries([session, drawToken()])).toEqual([running])
      const scenario = SCENARIO && { id: SCENARIO.id, title: SCENARIO.title }
      expect(await storage.directory.list([session, drawToken()])).toEqual([{ ...running, scenario }])
      await storage.log.append(lastAppend(session, next + 1, hint(next)))
      const end = { endedAt: CREATED_AT + 9_007, reason: 'left', version: next + 1 }
      const over = { ...running, code: null, invitation: null, ...end }
      expect(await storage.directory.summaries([session])).toEqual([over])
    })

    it('finds a session by its link’s secret until it has ended', async () => {
      const { session, next, created } = await stored()
      const secret = created.invitation ?? ''
      expect(await storage.directory.byInvitation(secret)).toBe(session)
      expect(await storage.directory.byInvitation(drawToken())).toBeNull()
      await storage.log.append(lastAppend(session, next))
      expect(await storage.directory.byInvitation(secret)).toBeNull()
    })

    it('lists the unfinished sessions since a time, the newest first', async () => {
      const later = CREATED_AT + 1_000_000
      const old = await stored({ createdAt: later - 1 })
      const first = await stored({ createdAt: later })
      const second = await stored({ createdAt: later + 1 })
      const over = await stored({ createdAt: later + 2 })
      await storage.log.append(lastAppend(over.session, over.next))
      const unfinished = ({ session, created }: typeof old) => ({
        id: session,
        createdAt: created.events[0]?.type === 'session-created' ? created.events[0].createdAt : 0,
      })
      const newestFirst = [unfinished(second), unfinished(first)]
      expect(await storage.directory.unfinished(later, 10)).toEqual(newestFirst)
      expect(await storage.directory.unfinished(later, 1)).toEqual(newestFirst.slice(0, 1))
      expect(await storage.directory.unfinished(later - 1, 10)).toContainEqual(unfinished(old))
    })

    it('deletes the oldest sessions first, with their seats and events, and so many at a time', async () => {
      const days = CREATED_AT - 1_000_000_000
      const tokens = [drawToken(), drawToken(), drawToken()]
      const old: string[] = []
      for (const [age, token] of tokens.entries())
        old.push((await stored({ createdAt: days - 1 - age, token })).session)
      const kept = await stored({ createdAt: days, predecessor: old[0] ?? null })
      expect(await storage.directory.deleteOlder({ created: days, stored: days }, 2)).toBe(2)
      const left = (await storage.directory.summaries(old)).map(({ id }) => id)
      expect(left).toEqual([old[0]])
      expect(await storage.log.read(old[2] ?? '')).toEqual([])
      expect(await storage.directory.seatOf(old[2] ?? '', tokens[2] ?? '')).toBeNull()
      expect(await storage.directory.deleteOlder({ created: days, stored: days }, 2)).toBe(1)
      expect(await storage.directory.deleteOlder({ created: days, stored: days }, 2)).toBe(0)
      // who played on in a newer one keeps it
      expect(await storage.log.read(kept.session)).toHaveLength(kept.next - 1)
    })

    it('deletes what was played elsewhere by when it was stored, whatever the clock said where it was played', async () => {
      const { directory } = storage
      const past = CREATED_AT - 2_000_000_000
      const old = await stored({ createdAt: CREATED_AT, storedAt: past - 1 })
      const kept = await stored({ createdAt: past - 1_000, storedAt: past })
      const left = async () => (await directory.list([old.session, kept.session])).map(({ id }) => id)
      expect(await directory.deleteOlder({ created: past, stored: null }, 2)).toBe(0)
      expect(await directory.deleteOlder({ created: null, stored: past - 1 }, 2)).toBe(0)
      expect((await left()).toSorted()).toEqual([old.session, kept.session].toSorted())
      expect(await directory.deleteOlder({ created: past, stored: past }, 2)).toBe(1)
      expect(await left()).toEqual([kept.session])
    })

    it('says when the newest was stored by a server’s clock', async () => {
      const ahead = Date.UTC(2200, 1, 1)
      await stored({ createdAt: ahead, storedAt: CREATED_AT })
      expect(await storage.directory.newestStoredAt()).toBeLessThan(ahead)
      await stored({ createdAt: CREATED_AT, storedAt: ahead })
      expect(await storage.directory.newestStoredAt()).toBe(ahead)
    })
  })
}
