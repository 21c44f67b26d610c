import { pseudonym, resultsOf } from '@woshou/classroom'
import {
  AllReportSchema,
  type ClassReport,
  type OwnReport,
  OwnReportSchema,
  ReportExportSchema,
  ReportSchema,
} from '@woshou/classroom/api'
import { handOver, type SessionEvent, sessionOf } from '@woshou/session'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SimulatedPair } from '../../../../packages/classroom/src/testing/simulated-pair.ts'
import type { StoredParticipant } from '../storage/classes.ts'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { playedLog, storePlayed } from '../testing/played-log.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { letIn, newClass, newcomer } from '../testing/stored-class.ts'

// real processes and sockets, on machines that are busy with other things too

const DAY = 24 * 60 * 60 * 1_000
/** A Monday, UTC. */
const BEGAN = Date.UTC(2026, 10, 23, 9)

let server: TestServer
let storage: Storage
let owner: string
const teacher = () => new InstructorBrowser(server.url)

beforeAll(async () => {
  server = await startServer()
  storage = await server.storage()
  owner = await storeAccount(storage, 'anna', 'instructor')
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

const signedIn = (login = 'anna') => teacher().signIn(login)

interface Taught {
  readonly id: string
  readonly students: readonly (StoredParticipant & { readonly token: string })[]
}

async function taught(names: readonly string[], name = 'Networks 网络'): Promise<Taught> {
  const made = newClass(owner, { name, createdAt: BEGAN })
  await storage.classes.create(made)
  const students: (StoredParticipant & { readonly token: string })[] = []
  for (const one of names) {
    const token = drawToken()
    students.push({ ...(await letIn(storage.classes, made.id, newcomer(one, token))), token })
  }
  return { id: made.id, students }
}

const called = (client: number, server: number) => ({ client: pseudonym(client).en, server: pseudonym(server).en })

/** A session in which the client was wrong again and again, then somebody else sat down, erred once, and time was up. */
function handedOver(first: number, then: number, server: number): readonly SessionEvent[] {
  const pair = new SimulatedPair(5, { client: 'stubborn', server: 'right' }).until(60_000)
  const named = pair.log.map((event) =>
    event.type === 'seat-taken' ? { ...event, name: called(first, server)[event.role as 'client' | 'server'] } : event,
  )
  const session = sessionOf(named)
  const wrong = named.findLast(({ type }) => type === 'segment-withheld')
  const given = session && handOver(session, 'client', 'newcomer', pseudonym(then).en, 60_000)
  if (!session || !given || wrong?.type !== 'segment-withheld') throw new Error('it was not handed over')
  const { version } = given.session
  return [
    ...named,
    ...given.events,
    { ...wrong, move: 'move-of-the-next', version: version + 1, at: 60_000 },
    { type: 'session-ended', reason: 'round-closed', version: version + 2, at: 61_000 },
  ]
}

describe('a class’s report', () => {
  /** Two rounds: two pairs to the end, one handed over and cut off; and one that goes on. */
  async function lesson() {
    const own = await taught(['Mei', '=1+1', 'Jo', 'Amy', 'Bo'])
    const logs = [playedLog(3, called(0, 1)), handedOver(2, 4, 3), playedLog(8, called(1, 0))]
    const open = playedLog(9, called(2, 3)).slice(0, 24)
    const at = [BEGAN, BEGAN + 60_000, BEGAN + 8 * DAY, BEGAN + 8 * DAY + 60_000]
    const sessions = [
      await storePlayed(storage, own.id, { round: 1, pair: 1, log: logs[0] ?? [], createdAt: at[0] ?? 0 }),
      await storePlayed(storage, own.id, { round: 1, pair: 2, log: logs[1] ?? [], createdAt: at[1] ?? 0 }),
      await storePlayed(storage, own.id, { round: 2, pair: 1, log: logs[2] ?? [], createdAt: at[2] ?? 0 }),
      await storePlayed(storage, own.id, { round: 2, pair: 2, log: open, createdAt: at[3] ?? 0 }),
    ]
    return { ...own, sessions, logs: [...logs, open] }
  }

  const reportOf = async (id: string, query = ''): Promise<ClassReport> => {
    const { body, status } = await (await signedIn()).get(`/api/classes/${id}/report${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return v.parse(ReportSchema, body)
  }

  it('is what folding all its logs gives: by rule, by student, and by who moved', async () => {
    const { id, logs, sessions, students } = await lesson()
    const report = await reportOf(id)
    const results = logs.map((log) => resultsOf(log))
    // every wrong move, by whoever made it
    const broken = results.flatMap(({ results: seats, rules }, nth) =>
      rules.map(({ firstVersion, role, rule, student, times }) => {
        const name = seats.find((seat) => seat.role === role && seat.student === student)?.called
        const participant = students.find((one) => pseudonym(one.nth).en === name)?.id ?? ''
        return { rule, times, participant, session: sessions[nth] ?? '', version: firstVersion, role }
      }),
    )
    expect(broken.length).toBeGreaterThan(4)
    expect(report.rules.flatMap(({ moves, rule }) => moves.map((move) => ({ ...move, rule })))).toHaveLength(
      broken.length,
    )
    for (const { rule, ...move } of broken) {
      const row = report.rules.find((one) => one.rule === rule)
      expect(row?.moves).toContainEqual({ ...move, round: sessions.indexOf(move.session) < 2 ? 1 : 2 })
      const same = broken.filter((one) => one.rule === rule)
      expect(row?.students).toBe(new Set(same.map(({ participant }) => participant)).size)
      expect(row?.times).toBe(same.reduce((sum, { times }) => sum + times, 0))
    }
    // whoever erred once after the seat was handed over is told apart from who erred before
    const [, , jo, , bo] = report.participants
    expect(bo).toMatchObject({ name: 'Bo', sessions: 1, unfinished: 1, wrong: 1 })
    expect(jo?.wrong).toBeGreaterThan(2)
    expect(jo?.name).toBe('Jo')
    expect(report.participants.map(({ sessions: played, unfinished }) => [played, unfinished])).toEqual([
      [2, 0],
      [2, 0],
      [2, 2],
      [2, 2],
      [1, 1],
    ])
    expect(report.columns).toMatchObject([
      { round: 1, scenario: 'data-in-between', students: 5, running: 0 },
      { round: 2, title: { en: expect.any(String) }, students: 4, running: 1 },
    ])
  })

  it('shows weeks from Monday on; all classes together by class or by week', async () => {
    const { id } = await lesson()
    const report = await reportOf(id, '?by=week')
    expect(report.columns).toMatchObject([{ week: '2026-11-23' }, { week: '2026-11-30' }])
    const browser = await signedIn()
    for (const [query, expected] of [
      ['', { class: id, name: 'Networks 网络' }],
      ['?by=week', { week: '2026-11-23' }],
    ] as const) {
      const { body, status } = await browser.get(`/api/report${query}`)
      expect(status).toBe(200)
      const all = v.parse(AllReportSchema, body)
      expect(all.columns).toContainEqual(expect.objectContaining(expected))
      expect(all.rules.length).toBeGreaterThanOrEqual(report.rules.length)
      expect(JSON.stringify(body)).not.toContain('Mei')
    }
    expect(await browser.get(`/api/classes/${id}/report?by=moon`)).toMatchObject({ status: 400, body: { field: 'by' } })
    const stranger = await storeAccount(storage, 'stranger', 'instructor')
    expect(stranger).not.toBe(owner)
    const others = await signedIn('stranger')
    expect((await others.get('/api/report')).body).toMatchObject({ columns: [], rules: [], learning: null })
  })

  it('is a file to keep: JSON that is read back, and CSV that Excel opens, in which no name is a formula', async () => {
    const { id } = await lesson()
    const browser = await signedIn()
    const json = await browser.get(`/api/classes/${id}/export.json`)
    expect(json.status).toBe(200)
    const read = v.parse(ReportExportSchema, json.body)
    expect(JSON.parse(JSON.stringify(read))).toEqual(json.body)
    expect(read).toMatchObject(await reportOf(id))
    expect(json.headers.get('content-disposition')).toContain("filename*=UTF-8''Networks%20%E7%BD%91%E7%BB%9C.json")
    const file = await fetch(`${server.url}/api/classes/${id}/export.csv?locale=zh-CN`, {
      headers: { cookie: browser.cookie ?? '' },
    })
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const bytes = new Uint8Array(await file.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [head, ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
    expect(head).toContain('姓名,化名,场次,未完成')
    for (const { rule } of read.rules) expect(head).toContain(`[${rule}]`)
    expect(rows).toHaveLength(5)
    expect(rows[0]?.startsWith('Mei,琥珀 1,2,0,')).toBe(true)
    expect(rows[1]?.startsWith("'=1+1,翡翠 2,2,0,")).toBe(true)
  })

  it('counts whoever has been removed, and lists whoever has not played', async () => {
    const { id, students } = await lesson()
    const [mei] = students
    await letIn(storage.classes, id, newcomer('Late'))
    const before = await reportOf(id)
    await storage.classes.remove(id, [mei?.id ?? ''], false)
    const after = await reportOf(id)
    expect(after.rules).toEqual(before.rules)
    expect(after.participants[0]).toEqual({ ...before.participants[0], state: 'removed' })
    expect(after.participants.at(-1)).toMatchObject({
      name: 'Late',
      sessions: 0,
      firstTry: null,
      rules: [],
      points: null,
    })
  })

  it('tells points by the rubric as it is, and a student what teachers share', async () => {
    const { id, sessions, students } = await lesson()
    const [mei, other] = students
    const [session = ''] = sessions
    const browser = await signedIn()
    const key = { key: 'opened', words: 'Opened by itself', points: 2 }
    const rubric = async (points: number) =>
      expect((await browser.ask('PUT', `/api/classes/${id}/rubric`, { keys: [{ ...key, points }] })).status).toBe(200)
    await rubric(2)
    const marks = { role: 'client', student: 0, keys: ['opened'] }
    expect((await browser.ask('PUT', `/api/sessions/${session}/marks`, marks)).status).toBe(200)
    expect((await reportOf(id)).participants.map(({ points }) => points)).toEqual([2, null, null, null, null])
    await rubric(5)
    expect((await reportOf(id)).participants[0]?.points).toBe(5)
    const comment = { version: 5, words: '想一想这里', shared: true }
    for (const shared of [true, false])
      expect((await browser.post(`/api/sessions/${session}/comments`, { ...comment, shared })).status).toBe(201)
    const mine = async (token = '') => {
      const headers = { authorization: `Bearer ${token}` }
      const path = `/api/classes/${id}/report/mine`
      return v.parse(OwnReportSchema, (await new PhoneBrowser(server.url).ask('GET', path, undefined, headers)).body)
    }
    const own = await mine(mei?.token)
    expect(own.student.points).toBe(5)
    expect(own.comments).toEqual([
      {
        comment: expect.any(String),
        session,
        version: 5,
        round: 1,
        words: '想一想这里',
        by: 'anna',
        at: expect.any(Number),
      },
    ])
    expect((await mine(other?.token)).student.points).toBeNull()
    expect((await mine(students[2]?.token)).comments).toEqual([])
  })

  it('tells a student the own, and nothing of anybody else', async () => {
    const { id, sessions, students } = await lesson()
    const [mei, other] = students
    const path = `/api/classes/${id}/report/mine`
    const browser = new PhoneBrowser(server.url)
    const { body, status } = await browser.ask('GET', path, undefined, { authorization: `Bearer ${mei?.token}` })
    expect(status).toBe(200)
    const own: OwnReport = v.parse(OwnReportSchema, body)
    const whole = await reportOf(id)
    expect(own.student).toMatchObject({ name: 'Mei', sessions: 2, wrong: whole.participants[0]?.wrong })
    expect(own.student.rules).toEqual(whole.participants[0]?.rules)
    const moves = own.rules.flatMap((row) => row.moves)
    expect(moves.length).toBeGreaterThan(0)
    for (const { participant, session } of moves) {
      expect(participant).toBe(mei?.id)
      expect([sessions[0], sessions[2]]).toContain(session)
    }
    const text = JSON.stringify(body)
    for (const one of students.slice(1))
      for (const told of [one.id, one.token, pseudonym(one.nth).en]) expect(text).not.toContain(told)
    for (const token of ['', drawToken()]) {
      const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
      expect(await browser.ask('GET', path, undefined, headers)).toMatchObject({
        status: 401,
        body: { code: 'wrong-token' },
      })
    }
    const elsewhere = `/api/classes/${(await taught([])).id}/report/mine`
    const bearing = { authorization: `Bearer ${other?.token}` }
    expect((await browser.ask('GET', elsewhere, undefined, bearing)).status).toBe(401)
    expect((await browser.ask('GET', `/api/classes/${drawToken()}/report/mine`, undefined, bearing)).status).toBe(404)
  })
})
