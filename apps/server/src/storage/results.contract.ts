import { RESULTS_VERSION, sessionIdOf } from '@woshou/classroom'
import type { SessionEvent } from '@woshou/session'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { outcomeOf, playedLog, resultOfLog } from '../testing/played-log.ts'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { CREATED_AT, newSession } from '../testing/stored-session.ts'
import { drawToken } from './seat-token.ts'
import type { Storage } from './storage.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** A storage whose tables of results can be looked at. */
export interface ResultStores extends Pick<Storage, 'classes' | 'directory' | 'log' | 'results'> {
  storeAccount(login: string): Promise<string>
  /** The rows of a session's results, as JSON of whatever stands in the two tables, and of its row. */
  resultRows(session: string): Promise<{ readonly results: string; readonly rules: string; readonly row: string }>
}

/** What every storage must do about results. Each implementation is handed to it by storages.test.ts. */
export function describeResults(name: string, open: () => Promise<ResultStores>): void {
  describe(`results in ${name}`, () => {
    let stores: ResultStores
    let owner: string
    beforeAll(async () => {
      stores = await open()
      owner = await stores.storeAccount('owner of results')
    })

    const begin = async (log: readonly SessionEvent[], from: number) => {
      const session = newSession({ events: log.slice(0, from) })
      expect(await stores.directory.create(session)).toEqual({ ok: true })
      return session.id
    }

    it('are stored in the very append that ends the session, or not at all', async () => {
      const log = playedLog(3)
      const id = await begin(log, 10)
      const result = resultOfLog(log)
      const late = { log: id, events: log.slice(11), beside: { result } }
      expect(await stores.log.append(late)).toMatchObject({ conflict: true })
      expect(await stores.resultRows(id)).toMatchObject({ results: '[]', rules: '[]' })
      expect(await stores.log.append({ log: id, events: log.slice(10), beside: { result } })).toEqual({ ok: true })
      const { results, row, rules } = await stores.resultRows(id)
      const seats = result.came?.seats ?? []
      expect(seats).toHaveLength(2)
      expect(JSON.parse(results)).toMatchObject(
        seats.map(({ duration, ended, firstTries, role, stakes, tries }) => {
          const told = JSON.stringify(stakes.map(({ right, rule, tries: own }) => [rule, own, right]))
          return { role, student: 0, participantId: null, ended, tries, firstTries, duration, stakes: told }
        }),
      )
      expect(seats.some(({ stakes }) => stakes.some(({ right, tries }) => right < tries))).toBe(true)
      expect(JSON.parse(rules)).toHaveLength(seats.flatMap((seat) => seat.rules).length)
      expect(JSON.parse(row)).toEqual({ level: 'coached', reckoned: RESULTS_VERSION })
    })

    it('are a class’s participants’ by whose pseudonym made the moves, whoever sits there now', async () => {
      const { classes, log, results } = stores
      const made = newClass(owner)
      await classes.create(made)
      const [amber, jade] = [
        await letIn(classes, made.id, newcomer('Mei')),
        await letIn(classes, made.id, newcomer('Jo')),
      ]
      const events = playedLog(4)
      const { session, ...where } = pairSession(made.id, 1, jade.id, 2)
      await classes.createSessions(made.id, [{ ...where, session: { ...session, events: events.slice(0, 10) } }])
      await classes.remove(made.id, [amber.id], true)
      const result = resultOfLog(events)
      await log.append({ log: session.id, events: events.slice(10), beside: { result } })
      const played = await results.played([made.id])
      const { createdAt } = session
      const told = { class: made.id, session: session.id, round: 2, pair: 1, createdAt }
      expect(played).toEqual(
        (result.came?.seats ?? []).map(({ nth: _nth, ...seat }) => ({
          ...told,
          participant: seat.role === 'client' ? amber.id : jade.id,
          ...seat,
        })),
      )
      const { id: scenario, title } = session.scenario
      const session1 = { ...told, scenario, title, ended: true, reckoned: true }
      expect(await results.sessions([made.id, drawToken()])).toEqual([session1])
      expect(sessionIdOf(made.id, 2, 1)).toBe(session.id)
      const own = await results.played([made.id], jade.id)
      expect(own).toEqual(played.filter(({ participant }) => participant === jade.id))
      expect(own).toHaveLength(1)
      expect(await results.sessions([made.id], jade.id)).toEqual([session1])
      expect(await results.sessions([made.id], drawToken())).toEqual([])
    })

    it('are found missing, made again to the same bytes, and gone with their session', async () => {
      const { log, results } = stores
      const events = playedLog(5, undefined, 'exam')
      const id = await begin(events, 10)
      const waiting = async () => (await results.unreckoned(RESULTS_VERSION, 1_000)).map(({ session }) => session)
      expect(await waiting()).not.toContain(id)
      await log.append({ log: id, events: events.slice(10), beside: { result: resultOfLog(events, null) } })
      expect(await waiting()).toContain(id)
      await results.store(new Map([[id, outcomeOf(events)]]))
      expect(await waiting()).not.toContain(id)
      const before = await stores.resultRows(id)
      expect(before.row).toContain('exam')
      expect(await results.unreckoned(RESULTS_VERSION + 1, 1_000)).toContainEqual({ session: id, elsewhere: false })
      const gone = drawToken()
      await results.store(
        new Map([
          [gone, outcomeOf(events)],
          [id, outcomeOf(events)],
        ]),
      )
      expect(await stores.resultRows(id)).toEqual(before)
      expect(JSON.parse(before.rules)).not.toHaveLength(0)
    })

    it('are gone through from the first session that has ended to the last, a page at a time', async () => {
      const { directory, results } = stores
      const log = playedLog(6)
      const solo = newSession({
        events: log,
        code: null,
        invitation: null,
        storedAt: CREATED_AT,
        result: resultOfLog(log),
      })
      await directory.create(solo)
      const found: string[] = []
      for (let after: string | null = null; ; after = found.at(-1) ?? null) {
        const page = await results.ended(after, 2)
        found.push(...page.map(({ session }) => session))
        for (const { elsewhere, session } of page) expect(elsewhere).toBe(session === solo.id)
        if (page.length < 2) break
      }
      expect(found).toEqual([...new Set(found)].toSorted())
      expect(found).toContain(solo.id)
    })
  })
}
