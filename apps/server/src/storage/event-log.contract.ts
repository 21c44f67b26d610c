import { begin, type SessionEvent, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory, NewSession } from './directory.ts'
import { type EventLog, PAGE, readInPages, type StoredSeat } from './event-log.ts'
import { drawToken, hashToken } from './seat-token.ts'

/** Logs and a directory over the same storage. */
export interface Contracted {
  readonly log: EventLog
  /** Another server's log over the same storage. */
  readonly elsewhere: EventLog
  readonly directory: Directory
  close(): Promise<void>
}

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const CREATED_AT = Date.UTC(2026, 4, 4, 9, 30, 15, 123)
const [SCENARIO] = SCENARIOS

let codes = 0
const drawCode = () => String(++codes).padStart(8, '0')

/** A session with Mei in the client's seat: versions 1 and up. */
function newSession(parts: Partial<NewSession> & { token?: string; createdAt?: number } = {}): NewSession {
  const { token = drawToken(), createdAt = CREATED_AT, ...rest } = parts
  if (!SCENARIO) throw new Error('no scenario')
  const begun = begin({ scenario: SCENARIO, level: 'coached', pace: 1, seed: 7, now: createdAt })
  const seated = sit(begun.session, 'client', 'Mei 梅', 0)
  return {
    id: drawToken(),
    code: drawCode(),
    invitation: drawToken(),
    predecessor: null,
    storedAt: null,
    seats: [{ role: 'client', name: 'Mei 梅', tokenHash: hashToken(token) }],
    events: [...begun.events, ...(seated?.events ?? [])],
    ...rest,
  }
}

const hint = (version: number, move = 'move-0001'): SessionEvent => ({
  type: 'hint-taken',
  role: 'client',
  step: 1,
  move,
  version,
  at: version * 10,
})
const seatTaken = (version: number, name: string): SessionEvent => ({
  type: 'seat-taken',
  role: 'server',
  name,
  version,
  at: 5,
})
const ended = (version: number): SessionEvent => ({
  type: 'session-ended',
  reason: 'left',
  role: 'client',
  version,
  at: 9_007,
})
const serverSeat = (name: string, token = drawToken()): StoredSeat => ({
  role: 'server',
  name,
  tokenHash: hashToken(token),
})

/** What every storage must do. Each implementation is handed to it by storages.test.ts. */
export function describeStorage(name: string, open: () => Promise<Contracted>): void {
  describe(`storage in ${name}`, () => {
    let storage: Contracted
    beforeAll(async () => {
      storage = await open()
    })
    afterAll(() => storage.close())

    /** Stores a new session and gives its id and the version that comes next. */
    async function stored(parts: Parameters<typeof newSession>[0] = {}) {
      const session = newSession(parts)
      expect(await storage.directory.create(session)).toEqual({ ok: true })
      return { session: session.id, next: session.events.length + 1, created: session }
    }

    describe('the log', () => {
      it('gives back what was appended, in order, and since a version', async () => {
        const { session, next, created } = await stored()
        const events = [hint(next, 'é握手🙂-"quoted"'), hint(next + 1)]
        expect(await storage.log.append({ session, events })).toEqual({ ok: true })
        expect(await storage.log.read(session)).toEqual([...created.events, ...events])
        expect(await storage.log.read(session, next)).toEqual([hint(next + 1)])
        expect(await storage.log.read(session, next + 1)).toEqual([])
        expect(await storage.log.read(session, next - 2, 2)).toEqual([
          ...created.events.slice(-1),
          ...events.slice(0, 1),
        ])
      })

      it('gives a long log in pages, each event once', async () => {
        const { session, next, created } = await stored()
        const events = Array.from({ length: 2 * PAGE - next + 1 }, (_, n) => hint(next + n))
        await storage.log.append({ session, events })
        const pages = await Array.fromAsync(readInPages(storage.log, session))
        expect(pages.map(({ length }) => length)).toEqual([PAGE, PAGE])
        expect(pages.flat()).toEqual([...created.events, ...events])
        expect(await Array.fromAsync(readInPages(storage.log, session, 2 * PAGE - 1))).toEqual([events.slice(-1)])
        expect(await Array.fromAsync(readInPages(storage.log, drawToken()))).toEqual([])
      })

      it('gives a log as text, as it gives it as events', async () => {
        const { session, next, created } = await stored()
        const events = [hint(next, '"quoted" \\ 握手🙂\n')]
        await storage.log.append({ session, events })
        expect(JSON.parse(await storage.log.readText(session))).toEqual([...created.events, ...events])
        expect(JSON.parse(await storage.log.readText(session, next - 1))).toEqual(events)
        expect(await storage.log.readText(drawToken())).toBe('[]')
      })

      it('keeps the play time of a pair that comes back after months', async () => {
        const { session, next } = await stored()
        const months = 90 * 24 * 60 * 60 * 1_000
        const events = [{ ...hint(next), at: months }]
        expect(await storage.log.append({ session, events })).toEqual({ ok: true })
        expect(await storage.log.read(session, next - 1)).toEqual(events)
        expect((await storage.log.newest([session])).get(session)).toEqual({ version: next, at: months })
      })

      it('knows nothing of a session that does not exist', async () => {
        expect(await storage.log.read(drawToken())).toEqual([])
      })

      it('answers a version that is there with a conflict, and stores nothing of it', async () => {
        const { session, next } = await stored()
        await storage.log.append({ session, events: [hint(next, 'first')] })
        const late = await storage.log.append({ session, events: [hint(next, 'late'), hint(next + 1, 'late')] })
        expect(late).toEqual({ ok: false, conflict: true })
        expect(await storage.log.read(session, next - 1)).toEqual([hint(next, 'first')])
      })

      it('stores what shares a commit with an event that this database can’t hold', async () => {
        const sessions = await Promise.all([stored(), stored(), stored()])
        const [, impossible] = sessions
        const results = await Promise.allSettled(
          sessions.map(({ session, next }) =>
            // PostgreSQL's JSON has no NUL
            storage.log.append({ session, events: [hint(next, session === impossible.session ? '\0' : 'possible')] }),
          ),
        )
        expect(results.filter((_, index) => index !== 1).map(({ status }) => status)).toEqual([
          'fulfilled',
          'fulfilled',
        ])
      })

      it('stores what shares a commit with a conflict', async () => {
        const sessions = await Promise.all([stored(), stored(), stored()])
        const [, taken] = sessions
        await storage.log.append({ session: taken.session, events: [hint(taken.next, 'first')] })
        const results = await Promise.all(
          sessions.map(({ session, next }) => storage.log.append({ session, events: [hint(next, 'second')] })),
        )
        expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
      })

      it('says of a session that has been deleted that somebody was faster; what shares the commit is stored', async () => {
        const sessions = await Promise.all([stored(), stored(), stored()])
        const none = drawToken()
        const results = await Promise.all(
          sessions.map(({ session, next }, index) =>
            storage.log.append({ session: index === 1 ? none : session, events: [hint(next)] }),
          ),
        )
        expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
        expect(await storage.log.append({ session: none, events: [hint(1)] })).toEqual({ ok: false, conflict: true })
        expect(await storage.log.read(none)).toEqual([])
      })

      it('stores a seat, an end and a move that share a commit with a seat that is taken', async () => {
        const [taking, ending, moving, late] = await Promise.all([stored(), stored(), stored(), stored()])
        const [token, lateToken] = [drawToken(), drawToken()]
        await storage.log.append({ session: late.session, events: [seatTaken(late.next, 'X')], seat: serverSeat('X') })
        const results = await Promise.all([
          storage.log.append({
            session: taking.session,
            events: [seatTaken(taking.next, 'Jonas')],
            seat: serverSeat('Jonas', token),
          }),
          storage.log.append({ session: ending.session, events: [ended(ending.next)] }),
          storage.log.append({ session: moving.session, events: [hint(moving.next)] }),
          storage.log.append({
            session: late.session,
            events: [seatTaken(late.next + 1, 'Late')],
            seat: serverSeat('Late', lateToken),
          }),
        ])
        expect(results.map(({ ok }) => ok)).toEqual([true, true, true, false])
        expect(await storage.directory.seatOf(taking.session, token)).toBe('server')
        expect(await storage.directory.seatOf(late.session, lateToken)).toBeNull()
        expect(await storage.log.read(late.session, late.next)).toEqual([])
        const ids = [taking, ending, moving, late].map(({ session }) => session)
        const summaries = await storage.directory.summaries(ids)
        expect(summaries.filter(({ code }) => code === null).map(({ id }) => id)).toEqual([ending.session])
      })

      it('has no two servers wait for each other that append to the same sessions in opposite orders', async () => {
        const sessions = await Promise.all(Array.from({ length: 20 }, () => stored()))
        const append = (log: EventLog, { session, next }: (typeof sessions)[number]) =>
          log.append({ session, events: [hint(next)] })
        const results = await Promise.all([
          ...sessions.map((session) => append(storage.log, session)),
          ...sessions.toReversed().map((session) => append(storage.elsewhere, session)),
        ])
        expect(results.filter(({ ok }) => ok)).toHaveLength(sessions.length)
      })

      it('tells where logs end, in one answer for all that exist', async () => {
        const [one, other] = [await stored(), await stored()]
        await storage.log.append({ session: one.session, events: [hint(one.next), hint(one.next + 1)] })
        const newest = await storage.elsewhere.newest([one.session, drawToken(), other.session])
        expect(newest).toEqual(
          new Map([
            [one.session, { version: one.next + 1, at: (one.next + 1) * 10 }],
            [other.session, { version: other.next - 1, at: 0 }],
          ]),
        )
        expect(await storage.log.newest([])).toEqual(new Map())
      })

      it('lets exactly one of those win who append the same version at once (any number, any sessions, two servers)', async () => {
        const writers = fc.array(fc.record({ session: fc.nat(2), length: fc.integer({ min: 1, max: 3 }) }), {
          minLength: 2,
          maxLength: 24,
        })
        await fc.assert(
          fc.asyncProperty(writers, async (appends) => {
            const sessions = await Promise.all([stored(), stored(), stored()])
            const results = await Promise.all(
              appends.map(async ({ session: index, length }, writer) => {
                const { session, next } = sessions[index] ?? sessions[0]
                const events = Array.from({ length }, (_, n) => hint(next + n, `writer-${writer}`))
                const log = writer % 2 === 0 ? storage.log : storage.elsewhere
                return { index, events, ok: (await log.append({ session, events })).ok }
              }),
            )
            for (const [index, { session, next }] of sessions.entries()) {
              const winners = results.filter((result) => result.index === index && result.ok)
              const tried = results.some((result) => result.index === index)
              expect(winners.length).toBe(tried ? 1 : 0)
              expect(await storage.log.read(session, next - 1)).toEqual(winners.flatMap(({ events }) => events))
            }
          }),
          { numRuns: 30 },
        )
      })
    })

    describe('seats', () => {
      it('stores a seat together with its event', async () => {
        const { session, next } = await stored()
        const token = drawToken()
        const seat = serverSeat('Jonas', token)
        expect(await storage.log.append({ session, events: [seatTaken(next, 'Jonas')], seat })).toEqual({ ok: true })
        expect(await storage.directory.seatOf(session, token)).toBe('server')
        const [summary] = await storage.directory.summaries([session])
        expect(summary?.names).toEqual({ client: 'Mei 梅', server: 'Jonas', network: null })
      })

      it('gives a seat to exactly one of those who take it at once', async () => {
        const { session, next } = await stored()
        const tokens = Array.from({ length: 8 }, drawToken)
        const results = await Promise.all(
          tokens.map((token, n) =>
            storage.log.append({ session, events: [seatTaken(next, `${n}`)], seat: serverSeat(`${n}`, token) }),
          ),
        )
        expect(results.filter(({ ok }) => ok)).toHaveLength(1)
        const roles = await Promise.all(tokens.map((token) => storage.directory.seatOf(session, token)))
        expect(roles.map((role) => role === 'server')).toEqual(results.map(({ ok }) => ok))
      })

      it('stores neither the seat nor its event when the version is taken', async () => {
        const { session, next } = await stored()
        await storage.log.append({ session, events: [hint(next)] })
        const token = drawToken()
        const seat = serverSeat('Late', token)
        const late = await storage.log.append({ session, events: [seatTaken(next, 'Late')], seat })
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
    })

    describe('the directory', () => {
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
        const given = { session, events: [{ ...event, version: next }], handed }
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

      it('finds a session by its code until it ends', async () => {
        const { session, next, created } = await stored()
        expect(await storage.directory.byCode(created.code ?? '')).toBe(session)
        await storage.log.append({ session, events: [ended(next)] })
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
        const over = { ...begun, seats, events: [...begun.events, seatTaken(next, 'Jonas'), ended(next + 1)] }
        // the last event's version is taken: nothing of the rest may stay
        const broken = { ...over, events: [...over.events, ended(next + 1)] }
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
        await storage.log.append({ session, events: [hint(next), ended(next + 1)] })
        const end = { endedAt: CREATED_AT + 9_007, reason: 'left', version: next + 1 }
        const over = { ...running, code: null, invitation: null, ...end }
        expect(await storage.directory.summaries([session])).toEqual([over])
      })

      it('finds a session by its link’s secret until it has ended', async () => {
        const { session, next, created } = await stored()
        const secret = created.invitation ?? ''
        expect(await storage.directory.byInvitation(secret)).toBe(session)
        expect(await storage.directory.byInvitation(drawToken())).toBeNull()
        await storage.log.append({ session, events: [ended(next)] })
        expect(await storage.directory.byInvitation(secret)).toBeNull()
      })

      it('lists the unfinished sessions since a time, the newest first', async () => {
        const later = CREATED_AT + 1_000_000
        const old = await stored({ createdAt: later - 1 })
        const first = await stored({ createdAt: later })
        const second = await stored({ createdAt: later + 1 })
        const over = await stored({ createdAt: later + 2 })
        await storage.log.append({ session: over.session, events: [ended(over.next)] })
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
  })
}
