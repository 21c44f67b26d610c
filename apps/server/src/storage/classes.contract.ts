import { pseudonym, sessionIdOf } from '@woshou/classroom'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { CREATED_AT, hint, lastAppend, newSession, storeNew } from '../testing/stored-session.ts'
import { MOST_PARTICIPANTS, type NewClass } from './classes.ts'
import { drawToken, hashToken } from './seat-token.ts'
import type { Storage } from './storage.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** A storage, twice: as another server has it. */
export interface ClassStores
  extends Pick<Storage, 'ballots' | 'classes' | 'classLog' | 'directory' | 'log' | 'shareLinks'> {
  readonly elsewhere: Pick<Storage, 'ballots' | 'classes' | 'directory' | 'shareLinks'>
  /** Stores an account. @returns its id */
  storeAccount(login: string): Promise<string>
  /** Stores a row in each table of what comes after the bell. */
  storeAfterwards(about: { class: string; session: string; participant: string }): Promise<void>
  /** Which tables have any of these words in any row. */
  tablesWith(words: readonly string[]): Promise<readonly string[]>
  /** How many rows each table has. */
  rows(): Promise<Readonly<Record<string, number>>>
}

/** What every storage must do about classes. Each implementation is handed to it by storages.test.ts. */
export function describeClasses(name: string, open: () => Promise<ClassStores>): void {
  describe(`classes in ${name}`, () => {
    let stores: ClassStores
    let owner: string
    beforeAll(async () => {
      stores = await open()
      owner = await stores.storeAccount('owner')
    })

    async function stored(parts: Partial<NewClass> = {}): Promise<NewClass> {
      const made = newClass(owner, parts)
      expect(await stores.classes.create(made)).toBe('created')
      return made
    }

    it('finds a class by its id, its code and its link’s secret, until the doors are changed', async () => {
      const { classes, classLog } = stores
      const { doors, events, id } = await stored({ name: '网络一班' })
      const known = { id, name: '网络一班', doors, createdAt: CREATED_AT, usedAt: CREATED_AT }
      for (const found of [classes.find(id), classes.byDoor(doors.code), classes.byDoor(doors.secret)])
        expect(await found).toEqual(known)
      expect(await classLog.read(id)).toEqual(events)
      const others = newClass(owner).doors
      expect(await classes.changeDoors(id, others)).toBe('changed')
      expect(await Promise.all([doors.code, doors.secret].map((door) => classes.byDoor(door)))).toEqual([null, null])
      await classes.rename(id, 'Networks 2')
      await classes.used(id, CREATED_AT + 9)
      const now = { id, name: 'Networks 2', doors: others, createdAt: CREATED_AT, usedAt: CREATED_AT + 9 }
      expect(await classes.byDoor(others.code)).toEqual(now)
      expect(await classes.find(drawToken())).toBeNull()
    })

    it('has one class or session to a code, whoever is first, and gives a code away again that has been given up', async () => {
      const { classes, directory, log } = stores
      const { created, next, session } = await storeNew(directory)
      const code = created.code ?? ''
      const secret = drawToken()
      expect(await directory.codeInUse(code)).toBe(true)
      const refused = newClass(owner, { doors: { code, secret } })
      expect(await classes.create(refused)).toBe('code-taken')
      expect(await classes.find(refused.id)).toBeNull()
      const { doors, id } = await stored()
      expect(await classes.changeDoors(id, { code, secret })).toBe('code-taken')
      expect((await classes.find(id))?.doors).toEqual(doors)
      expect(await directory.create(newSession({ code: doors.code }))).toEqual({ ok: false, taken: 'code' })
      await log.append(lastAppend(session, next))
      expect(await directory.codeInUse(code)).toBe(false)
      expect(await classes.changeDoors(id, { code, secret })).toBe('changed')
      expect(await directory.create(newSession({ code: doors.code }))).toEqual({ ok: true })
    })

    it('gives a code to one of those that draw it at the same moment on two servers', async () => {
      const { classes, directory, elsewhere } = stores
      const taken = Array.from({ length: 12 }, async () => {
        const opened = newClass(owner)
        const { code } = opened.doors
        const [asClass, asSession, asOther] = await Promise.all([
          classes.create(opened),
          elsewhere.directory.create(newSession({ code })),
          elsewhere.classes.create(newClass(owner, { doors: { code, secret: drawToken() } })),
        ])
        const [door, invited] = [await classes.byDoor(code), await directory.byCode(code)]
        expect(Number(door !== null) + Number(invited !== null)).toBe(1)
        return Number(asClass === 'created') + Number(asSession.ok) + Number(asOther === 'created')
      })
      expect(await Promise.all(taken)).toEqual(Array(12).fill(1))
    })

    it('knows who teaches a class', async () => {
      const { classes } = stores
      const [anna, viewer] = [await stores.storeAccount('anna'), await stores.storeAccount('viewer')]
      const { id } = await stored()
      const other = await stored({ createdAt: CREATED_AT + 5 })
      expect(await classes.setRight(id, viewer, 'teacher')).toBe(true)
      expect(await classes.setRight(id, viewer, 'viewer')).toBe(true)
      expect(await classes.setRight(id, anna, 'teacher')).toBe(true)
      expect(await classes.setRight(id, drawToken(), 'teacher')).toBe(false)
      expect(await classes.setRight(id, owner, 'viewer')).toBe(true)
      expect(await classes.teachers(id)).toEqual([
        { account: owner, login: 'owner', name: 'OWNER', right: 'owner' },
        { account: anna, login: 'anna', name: 'ANNA', right: 'teacher' },
        { account: viewer, login: 'viewer', name: 'VIEWER', right: 'viewer' },
      ])
      await letIn(classes, id, newcomer('Mei'))
      expect(await classes.ofAccount(viewer)).toMatchObject([{ id, right: 'viewer', students: 1 }])
      const mine = (await classes.ofAccount(owner)).filter((one) => one.id === id || one.id === other.id)
      expect(mine.map((one) => one.id)).toEqual([other.id, id])
      expect(await classes.rightOf(id, anna)).toBe('teacher')
      expect(await classes.endRight(id, anna)).toBe(true)
      expect(await classes.endRight(id, anna)).toBe(false)
      expect(await classes.endRight(id, owner)).toBe(false)
      expect(await classes.rightOf(id, anna)).toBeNull()
    })

    it('lets a crowd in on two servers at once: each has a number and a name of their own', async () => {
      const { classes, elsewhere } = stores
      const { id } = await stored()
      const names = ['Mei', 'mei', 'Mei 2', 'Jonas']
      const came = await Promise.all(
        Array.from({ length: 80 }, (_, nth) =>
          letIn(nth % 2 ? classes : elsewhere.classes, id, newcomer(names[nth % 4] ?? '')),
        ),
      )
      expect(came.map(({ nth }) => nth).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, nth) => nth))
      expect(new Set(came.map(({ name: own }) => own.toLowerCase())).size).toBe(80)
      expect(await elsewhere.classes.participants(id)).toEqual(came.toSorted((a, b) => a.nth - b.nth))
      expect((await classes.find(id))?.usedAt).toBe(CREATED_AT + 1)
      const [first] = came
      expect(await classes.participant(id, first?.id ?? '')).toEqual(first)
      expect(await classes.participant((await stored()).id, first?.id ?? '')).toBeNull()
    })

    it('knows a phone again: however often it comes in, it is one student', async () => {
      const { classes, elsewhere } = stores
      const { id } = await stored()
      const token = drawToken()
      const came = await Promise.all(
        Array.from({ length: 50 }, (_, nth) =>
          (nth % 2 ? classes : elsewhere.classes).comeIn(id, newcomer('Mei', token)),
        ),
      )
      expect(await classes.participants(id)).toHaveLength(1)
      const [mei] = await classes.participants(id)
      expect(came.map((one) => one.ok && one.participant)).toEqual(Array(50).fill(mei))
      expect(came.filter((one) => one.ok && !one.known)).toHaveLength(1)
      expect(await classes.participantOf(id, token)).toEqual(mei)
      expect(await classes.participantOf(id, drawToken())).toBeNull()
      expect(await classes.participantOf((await stored()).id, token)).toBeNull()
    })

    it('lets nobody into a class that is full or not there; the removed are not counted', async () => {
      const { classes } = stores
      const { id } = await stored()
      expect(await classes.comeIn(drawToken(), newcomer('Mei'))).toEqual({ ok: false, why: 'gone' })
      const all = Array.from({ length: MOST_PARTICIPANTS + 1 }, () => classes.comeIn(id, newcomer('Mei')))
      const came = await Promise.all(all)
      expect(came.filter(({ ok }) => !ok)).toEqual([{ ok: false, why: 'full' }])
      const some = came.flatMap((one) => (one.ok ? one.participant.id : [])).slice(1)
      expect((await classes.remove(id, some, false)).toSorted()).toEqual(some.toSorted())
      expect(await classes.comeIn(id, newcomer('Jonas'))).toMatchObject({ ok: true })
    })

    it('removes and bars: nothing opens to the token, and who may come back is somebody new', async () => {
      const { classes, directory } = stores
      const { id } = await stored()
      const token = drawToken()
      const mei = await letIn(classes, id, newcomer('Mei', token))
      const pair = pairSession(id, 1, mei.id)
      await classes.createSessions(id, [pair])
      expect(await directory.seatOf(pair.session.id, token)).toBe('client')
      expect(await classes.remove((await stored()).id, [mei.id], true)).toEqual([])
      expect(await classes.remove(id, [mei.id], false)).toEqual([mei.id])
      expect(await classes.remove(id, [mei.id], false)).toEqual([])
      expect(await classes.participantOf(id, token)).toEqual({ ...mei, state: 'removed' })
      expect(await directory.seatOf(pair.session.id, token)).toBeNull()
      const again = await letIn(classes, id, newcomer('Mei', token))
      expect(again).toMatchObject({ name: 'Mei', nth: 1, state: 'in' })
      expect(await classes.participantOf(id, token)).toEqual(again)
      expect(await directory.seatOf(pair.session.id, token)).toBeNull()
      expect(await classes.remove(id, [mei.id, again.id], true)).toHaveLength(2)
      expect(await classes.comeIn(id, newcomer('Other', token))).toEqual({ ok: false, why: 'barred' })
      expect(await classes.remove(id, [mei.id], false)).toEqual([])
      const late = pairSession(id, 2, again.id)
      await classes.createSessions(id, [late])
      expect(await directory.seatOf(late.session.id, token)).toBeNull()
    })

    it('lets another phone take a place over, once, by letters or by link, at its seats as well', async () => {
      const { classes, directory, elsewhere } = stores
      const { id } = await stored()
      const [old, next, third] = [drawToken(), drawToken(), drawToken()]
      const mei = await letIn(classes, id, newcomer('Mei', old))
      const other = await letIn(classes, id, newcomer('Mei', next))
      const pair = pairSession(id, 1, mei.id)
      await classes.createSessions(id, [pair])
      const until = CREATED_AT + 100
      const code = { codeHash: drawToken(), linkHash: drawToken(), until }
      const as = (token: string) => (of: string) => {
        expect(of).toBe(id)
        const { phoneHash, tokenHash } = newcomer('', token)
        return { phoneHash, tokenHash }
      }
      expect(await classes.keepReturnCode(id, mei.id, { ...code, codeHash: drawToken() })).toBe('kept')
      expect(await classes.keepReturnCode(id, mei.id, code)).toBe('kept')
      expect(await classes.keepReturnCode(id, other.id, { ...code, linkHash: drawToken() })).toBe('taken')
      expect(await classes.keepReturnCode(id, drawToken(), { ...code, codeHash: drawToken() })).toBe('unknown')
      expect(await classes.comeBack(code.codeHash, as(next), until)).toBeNull()
      // two phones at once
      const both = await Promise.all([
        classes.comeBack(code.codeHash, as(next), until - 1),
        elsewhere.classes.comeBack(code.linkHash, as(next), until - 1),
      ])
      const back = { ...mei, tokenHash: hashToken(next) }
      expect(both.filter((one) => one !== null)).toEqual([{ class: id, participant: back, instead: other.id }])
      expect(await classes.participantOf(id, old)).toBeNull()
      // the phone was somebody else in this class, who came later
      expect((await classes.participants(id)).map(({ state }) => state)).toEqual(['in', 'removed'])
      expect(await classes.comeIn(id, newcomer('Mei', next))).toMatchObject({
        known: true,
        participant: { id: mei.id },
      })
      expect(await directory.seatOf(pair.session.id, old)).toBeNull()
      expect(await directory.seatOf(pair.session.id, next)).toBe('client')
      expect(await classes.comeIn(id, newcomer('Mei', old))).toMatchObject({ known: false })
      // who may not be in comes back by nothing
      const barred = await letIn(classes, id, newcomer('Prank', third))
      await classes.remove(id, [barred.id], true)
      expect(await classes.keepReturnCode(id, mei.id, code)).toBe('kept')
      expect(await classes.comeBack(code.linkHash, as(third), until - 1)).toBeNull()
    })

    it('tells a phone’s place by its newest student, after another phone has come back there', async () => {
      const { classes } = stores
      const { id } = await stored()
      const token = drawToken()
      const mei = await letIn(classes, id, newcomer('Mei', drawToken()))
      const self = await letIn(classes, id, newcomer('Mei', token))
      const code = { codeHash: drawToken(), linkHash: drawToken(), until: CREATED_AT + 100 }
      await classes.keepReturnCode(id, mei.id, code)
      await classes.comeBack(code.codeHash, () => newcomer('', token), CREATED_AT)
      // both rows have that token's hash; the one that is in counts
      expect(self.tokenHash).toBe(hashToken(token))
      expect(await classes.participantOf(id, token)).toMatchObject({ id: mei.id, state: 'in' })
    })

    it('makes a round’s sessions once, whoever makes them again, and leaves those that are played as they are', async () => {
      const { classes, directory, elsewhere, log } = stores
      const { id } = await stored()
      const tokens = Array.from({ length: 30 }, () => drawToken())
      const students = await Promise.all(tokens.map((token, nth) => letIn(classes, id, newcomer(`S ${nth}`, token))))
      const round = students.map((student, nth) => pairSession(id, nth + 1, student.id))
      const ids = round.map(({ session }) => session.id)
      await classes.createSessions(id, round.slice(0, 10))
      const [first] = round
      const begun = first?.session.events ?? []
      await log.append({ log: ids[0] ?? '', events: [hint(begun.length + 1)] })
      await Promise.all([classes.createSessions(id, round), elsewhere.classes.createSessions(id, round)])
      const newest = await log.newest(ids)
      expect(ids.map((one) => newest.get(one)?.version)).toEqual(
        round.map(({ session }, nth) => session.events.length + Number(nth === 0)),
      )
      for (const [nth, session] of ids.entries()) {
        expect(await directory.seatOf(session, tokens[nth] ?? '')).toBe('client')
        expect(await classes.classOf(session)).toEqual({ class: id, round: 1, pair: nth + 1 })
      }
      expect(await log.read(ids[3] ?? '')).toEqual(round[3]?.session.events)
      const [shown] = await directory.summaries([ids[3] ?? ''])
      expect(shown).toMatchObject({ code: null, invitation: null, names: { client: 'Mei 梅', server: null } })
      const other = (await storeNew(directory)).session
      expect(await classes.classesOf([ids[0] ?? '', other, drawToken()])).toEqual(new Map([[ids[0], id]]))
      expect(await classes.students(id)).toBe(30)
      expect(await classes.classOf((await storeNew(directory)).session)).toBeNull()
      expect(await classes.endedSessions(id, 1)).toEqual([])
      await log.append(lastAppend(ids[5] ?? '', (round[5]?.session.events.length ?? 0) + 1))
      expect(await classes.endedSessions(id, 1)).toEqual([ids[5]])
      expect(await classes.endedSessions(id, 2)).toEqual([])
      await classes.createSessions(id, [pairSession(id, 1, students[0]?.id ?? '', 3)])
      expect((await classes.openRounds(id)).toSorted()).toEqual([1, 3])
      await log.append(lastAppend(sessionIdOf(id, 3, 1), (round[0]?.session.events.length ?? 0) + 1))
      expect(await classes.openRounds(id)).toEqual([1])
      // of a class that is gone none is made
      await classes.createSessions(drawToken(), [pairSession(id, 99, students[0]?.id ?? '')])
      expect(await directory.summaries([sessionIdOf(id, 1, 99)])).toEqual([])
    })

    it('gives a seat that is handed over or taken to the token that its student has in the class now', async () => {
      const { classes, directory, log } = stores
      const { id } = await stored()
      const [meis, adas, bos] = [drawToken(), drawToken(), drawToken()]
      const mei = await letIn(classes, id, newcomer('Mei', meis))
      const ada = await letIn(classes, id, newcomer('Ada', adas))
      const bo = await letIn(classes, id, newcomer('Bo', bos))
      const { session } = pairSession(id, 1, mei.id)
      await classes.createSessions(id, [{ round: 1, pair: 1, session }])
      const stale = { name: 'Amber 2', tokenHash: hashToken(drawToken()) }
      let version = session.events.length
      const handed = { ...stale, role: 'client', participant: ada.id } as const
      await log.append({ log: session.id, events: [hint(++version)], beside: { handed } })
      const seats = [directory.seatOf(session.id, meis), directory.seatOf(session.id, adas)]
      expect(await Promise.all(seats)).toEqual([null, 'client'])
      await classes.remove(id, [bo.id], false)
      const seat = { ...stale, role: 'server', participant: bo.id } as const
      await log.append({ log: session.id, events: [hint(++version)], beside: { seat } })
      expect(await directory.seatOf(session.id, bos)).toBeNull()
      // a bot's is nobody's in the class
      const bot = { ...stale, role: 'client' } as const
      await log.append({ log: session.id, events: [hint(++version)], beside: { handed: bot } })
      expect(await directory.seatOf(session.id, adas)).toBeNull()
      await classes.remove(id, [ada.id], false)
      expect((await directory.summaries([session.id]))[0]?.names.client).toBe('Amber 2')
    })

    it('forgets names for good, and nothing else: all are called by their pseudonyms', async () => {
      const { classes, elsewhere } = stores
      const { id } = await stored()
      const other = await stored()
      const names = Array.from({ length: 45 }, (_, nth) => `Forgotten ${nth}`)
      for (const name of names) await letIn(classes, id, newcomer(name))
      const stays = await letIn(classes, other.id, newcomer('Not forgotten'))
      const before = await classes.participants(id)
      await classes.remove(id, [before[3]?.id ?? ''], false)
      await classes.forgetNames(id)
      const after = await elsewhere.classes.participants(id)
      expect(after.map(({ name }) => name)).toEqual(names.map((_, nth) => pseudonym(nth).en))
      expect(after.map(({ cameAt, id: one, nth }) => ({ cameAt, one, nth }))).toEqual(
        before.map(({ cameAt, id: one, nth }) => ({ cameAt, one, nth })),
      )
      expect(await stores.tablesWith(['Forgotten '])).toEqual([])
      expect(await classes.participants(other.id)).toEqual([stays])
      expect(await letIn(classes, id, newcomer('Mei'))).toMatchObject({ name: 'Mei' })
      await classes.forgetNames(drawToken())
    })

    it('deletes a class with all that names it: no row is left', async () => {
      const { classes, classLog, directory, log } = stores
      const before = await stores.rows()
      const { doors, events, id } = await stored({ name: 'To be deleted' })
      const [mei, ada] = [
        await letIn(classes, id, newcomer('Mei Deleted')),
        await letIn(classes, id, newcomer('Ada Deleted')),
      ]
      await classes.setRight(id, await stores.storeAccount('colleague'), 'teacher')
      const round = Array.from({ length: 25 }, (_, nth) => pairSession(id, nth + 1, nth % 2 ? mei.id : ada.id))
      await classes.createSessions(id, round)
      const ids = round.map(({ session }) => session.id)
      await log.append(lastAppend(ids[0] ?? '', (round[0]?.session.events.length ?? 0) + 1))
      await directory.nameless(ids[0] ?? '')
      await classLog.append({ log: id, events: [{ type: 'doors-opened', version: events.length + 1, at: CREATED_AT }] })
      await classes.keepReturnCode(id, mei.id, { codeHash: 'a', linkHash: 'b', until: CREATED_AT })
      await stores.storeAfterwards({ class: id, session: ids[0] ?? '', participant: mei.id })
      const during = await stores.rows()
      // whoever adds a table says here that it goes with its class, or that it is about no class
      const others = ['Account', 'Login', 'OneTimeLink', 'Identity', '_prisma_migrations']
      for (const table of Object.keys(during).filter((one) => !others.includes(one)))
        expect(during[table], table).toBeGreaterThan(before[table] ?? 0)
      const named = [id, ...ids, mei.id, ada.id, doors.code, doors.secret, 'To be deleted', ' Deleted']
      expect((await stores.tablesWith(named)).length).toBeGreaterThan(10)
      expect(await classes.delete(id)).toBe(true)
      expect(await stores.tablesWith(named)).toEqual([])
      expect(await stores.rows()).toEqual({ ...before, Account: (before.Account ?? 0) + 1 })
      expect(await classes.delete(id)).toBe(false)
      expect(
        await classLog.append({ log: id, events: [{ type: 'doors-closed', version: 3, at: CREATED_AT }] }),
      ).toMatchObject({
        ok: false,
      })
      expect(await classes.byDoor(doors.code)).toBeNull()
    })

    it('knows what has not been used for long; a class’s sessions are as old as it is', async () => {
      const { classes, directory } = stores
      const longAgo = CREATED_AT - 1_000_000_000
      const { id } = await stored({ createdAt: longAgo })
      const mei = await letIn(classes, id, { ...newcomer('Mei'), cameAt: longAgo + 2 })
      const old = pairSession(id, 1, mei.id)
      await classes.createSessions(id, [{ ...old, session: { ...old.session, createdAt: longAgo + 3 } }])
      expect(await classes.unused(longAgo + 3)).toEqual([])
      expect(await classes.unused(longAgo + 4)).toEqual([id])
      expect(await classes.newestUsedAt()).toBeGreaterThanOrEqual(CREATED_AT)
      expect(await directory.deleteOlder({ created: longAgo + 9, stored: null }, 100)).toBe(0)
      expect(await directory.summaries([old.session.id])).toHaveLength(1)
    })
  })
}
