import { sessionIdOf } from '@woshou/classroom'
import type { Comment, Marks, ReviewList } from '@woshou/classroom/api'
import type { Role } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import type { Answered } from '../testing/cookie-browser.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { playedLog, resultOfLog } from '../testing/played-log.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { SCENARIO } from '../testing/stored-session.ts'

let server: TestServer
let storage: Storage
let anna: InstructorBrowser
let owner: string
beforeAll(async () => {
  server = await startServer({ env: { requestsPerMinute: 1_000 } })
  storage = await server.storage()
  owner = await storeAccount(storage, 'anna', 'instructor')
  anna = await signedIn('anna')
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

const signedIn = (login: string) => new InstructorBrowser(server.url).signIn(login)

/** Somebody else who is signed in, with a right in a class or none. */
async function colleague(id: string, right: 'teacher' | 'viewer' | null): Promise<InstructorBrowser> {
  const login = `${right} ${drawToken().replace(/[^A-Za-z0-9]/g, '')}`.replace(' ', '.').toLowerCase()
  const account = await storeAccount(storage, login, 'instructor')
  if (right !== null) await storage.classes.setRight(id, account, right)
  return signedIn(login)
}

/** A class with two students and their sessions: round 1 has ended, round 2 is played. */
async function lesson(name = 'Networks') {
  const made = newClass(owner, { name, createdAt: Date.now() })
  expect(await storage.classes.create(made)).toBe('created')
  const [mei, jonas] = [drawToken(), drawToken()]
  const client = await letIn(storage.classes, made.id, newcomer('Mei 梅', mei))
  const server = await letIn(storage.classes, made.id, newcomer('Jonas', jonas))
  const log = playedLog(3)
  const rounds = [1, 2].map((round) => {
    const { pair, session } = pairSession(made.id, 1, client.id, round)
    const seats = [client, server].map(({ id: participant, tokenHash }, nth) => {
      const role: Role = nth === 0 ? 'client' : 'server'
      return { role, name: role, tokenHash, participant }
    })
    const events = log.slice(0, round === 1 ? 10 : 20)
    return { round, pair, session: { ...session, seats, events, createdAt: made.createdAt + round } }
  })
  await storage.classes.createSessions(made.id, rounds)
  const [ended, played] = [sessionIdOf(made.id, 1, 1), sessionIdOf(made.id, 2, 1)]
  await storage.log.append({ log: ended, events: log.slice(10), beside: { result: resultOfLog(log) } })
  return { id: made.id, client, server, mei, jonas, ended, played, log }
}

const codeOf = ({ body, status }: Answered) => `${status} ${(body as { code?: string } | null)?.code}`
const fieldOf = ({ body }: Answered) => (body as { field?: string }).field
const listed = async (query: string, by = anna) => (await by.get(`/api/review/sessions?${query}`)).body as ReviewList

describe('the list of sessions', () => {
  it('says who played and what came of it, and before the end who sits there', async () => {
    const { client, id, log, played, ended, server } = await lesson('网络')
    const { sessions, next } = await listed(`class=${id}`)
    expect(next).toBeNull()
    expect(sessions.map(({ session }) => session)).toEqual([played, ended])
    const seats = resultOfLog(log).came?.seats ?? []
    const [first, second] = sessions
    expect(second).toMatchObject({
      ...{
        class: id,
        className: '网络',
        round: 1,
        pair: 1,
        level: 'coached',
        ended: log.at(-1)?.type && 'goal-reached',
      },
      mistakes: seats.reduce((sum, { wrong }) => sum + wrong, 0),
      ...{ comments: 0, firstVersion: null },
    })
    expect(second?.students).toEqual(
      seats.map(({ role, tries, wrong }) => ({
        ...(role === 'client' ? { participant: client.id, name: 'Mei 梅' } : { participant: server.id, name: 'Jonas' }),
        pseudonym: expect.objectContaining({ 'zh-CN': expect.any(String) }),
        ...{ role, student: 0, tries, wrong, points: 0 },
      })),
    )
    expect(first).toMatchObject({ ended: null, mistakes: null })
    expect(first?.students.map(({ name, tries }) => [name, tries])).toEqual([
      ['Mei 梅', null],
      ['Jonas', null],
    ])
  })

  it('calls nobody by a name that was forgotten', async () => {
    const { id } = await lesson()
    expect((await anna.post(`/api/classes/${id}/forget-names`)).status).toBe(204)
    const { sessions } = await listed(`class=${id}`)
    for (const { name, pseudonym } of sessions.flatMap(({ students }) => students)) {
      expect(name).toBeNull()
      expect(pseudonym).not.toBeNull()
    }
    expect(JSON.stringify(sessions)).not.toMatch(/Mei|Jonas/)
  })

  it('combines filters, of which those that are empty are none', async () => {
    const { client, ended, id, log, played } = await lesson()
    const seats = resultOfLog(log).came?.seats ?? []
    const broken = seats.find(({ rules }) => rules.length > 0)
    const [rule] = broken?.rules ?? []
    const day = new Date().toISOString().slice(0, 10)
    const sessions = async (query: string) =>
      (await listed(`class=${id}&${query}`)).sessions.map(({ session }) => session)
    expect(await sessions('round=&participant=&rule=&level=&unfinished=&from=&to=&after=')).toEqual([played, ended])
    expect(await sessions('unfinished=true')).toEqual([played])
    expect(await sessions('unfinished=false&level=coached&round=1')).toEqual([ended])
    expect(await sessions('unfinished=false&level=coached&round=2')).toEqual([])
    expect(await sessions(`participant=${client.id}&round=2`)).toEqual([played])
    expect(await sessions(`from=${day}&to=${day}`)).toEqual([played, ended])
    expect(await sessions('to=2020-01-01')).toEqual([])
    const [found] = (await listed(`class=${id}&rule=${rule?.rule}`)).sessions
    expect(found).toMatchObject({ session: ended, firstVersion: rule?.firstVersion })
    // who sat beside whoever broke it did not break it
    const own = broken?.role === 'client'
    expect(await sessions(`rule=${rule?.rule}&participant=${client.id}`)).toEqual(own ? [ended] : [])
  })

  it('goes on page by page over all classes, each session once', async () => {
    const by = await colleague('', null)
    const account = (await by.get('/api/account')).body as { id: string }
    const ids: string[] = []
    for (const many of [60, 45]) {
      const made = newClass(account.id)
      await storage.classes.create(made)
      const who = await letIn(storage.classes, made.id, newcomer('Mei'))
      const pairs = Array.from({ length: many }, (_, nth) => pairSession(made.id, nth + 1, who.id))
      await storage.classes.createSessions(made.id, pairs)
      ids.push(...pairs.map(({ session }) => session.id))
    }
    const found: string[] = []
    let next: string | null = ''
    const sizes: number[] = []
    while (next !== null) {
      const page: ReviewList = await listed(`after=${next}`, by)
      sizes.push(page.sessions.length)
      found.push(...page.sessions.map(({ session }) => session))
      next = page.next
    }
    expect(sizes).toEqual([50, 50, 5])
    expect(found.toSorted()).toEqual(ids.toSorted())
  })

  it('is of one’s own classes, and says what is wrong with a filter', async () => {
    const { id } = await lesson()
    const other = await colleague(id, null)
    expect(await listed('', other)).toEqual({ sessions: [], next: null })
    expect(codeOf(await other.get(`/api/review/sessions?class=${id}`))).toBe('404 unknown-class')
    expect((await listed(`class=${id}`, await colleague(id, 'viewer'))).sessions).toHaveLength(2)
    for (const query of ['round=0', 'rule=x', 'level=x', 'from=x', 'after=x', 'page=2', 'round=1&round=2']) {
      const answer = await anna.get(`/api/review/sessions?${query}`)
      expect(codeOf(answer), query).toBe('400 malformed')
      expect(fieldOf(answer), query).toBe(query.split('=')[0])
    }
  })

  it('is documented with its filters', async () => {
    const { body } = await anna.get('/api/docs/json')
    const paths = (body as { paths: Record<string, { get: { parameters?: { name: string }[] } }> }).paths
    const names = paths['/api/review/sessions']?.get.parameters?.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['class', 'round', 'participant', 'rule', 'level', 'unfinished']))
  })
})

describe('comments', () => {
  const comment = { version: 12, words: '看这里：ack 应是 1', shared: true }
  const at = (session: string) => `/api/sessions/${session}/comments`
  const read = async (browser: InstructorBrowser | PhoneBrowser, session: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return browser.ask('GET', at(session), undefined, headers)
  }
  const phone = () => new PhoneBrowser(server.url)

  it('are written by teachers, and read by students when they are shared and the session has ended', async () => {
    const { ended, id, jonas, mei, played } = await lesson()
    const made = await anna.post(at(ended), comment)
    expect(made).toMatchObject({ status: 201, body: { ...comment, by: 'anna', own: true, at: expect.any(Number) } })
    const own = await anna.post(at(ended), { version: 5, words: 'not for them' })
    expect(own.body).toMatchObject({ shared: false })
    await anna.post(at(played), comment)
    expect((await read(anna, ended)).body).toEqual({ comments: [own.body, made.body] })
    const viewer = await colleague(id, 'viewer')
    expect(((await read(viewer, ended)).body as { comments: Comment[] }).comments.map((one) => one.own)).toEqual([
      false,
      false,
    ])
    for (const token of [mei, jonas]) {
      const shown = await read(phone(), ended, token)
      expect(shown).toMatchObject({ status: 200, body: { comments: [{ ...(made.body as Comment), own: false }] } })
      expect(JSON.stringify(shown.body)).not.toContain('not for them')
      expect((await read(phone(), played, token)).body).toEqual({ comments: [] })
    }
    // nobody else
    expect(codeOf(await read(phone(), ended))).toBe('404 unknown-session')
    expect(codeOf(await read(phone(), ended, drawToken()))).toBe('404 unknown-session')
    expect(codeOf(await read(await colleague(id, null), ended))).toBe('404 unknown-session')
    expect(codeOf(await viewer.post(at(ended), comment))).toBe('403 forbidden')
    expect(codeOf(await (await colleague(id, null)).post(at(ended), comment))).toBe('404 unknown-session')
    expect(codeOf(await anna.post(at(drawToken()), comment))).toBe('404 unknown-session')
    expect(codeOf(await anna.post(at(ended), comment, { origin: 'http://evil.example' }))).toBe('403 wrong-origin')
  })

  it('are counted in what is said of a session: those that whoever asks may read', async () => {
    const { ended, id, mei, played } = await lesson()
    for (const shared of [true, false, false]) await anna.post(at(ended), { ...comment, shared })
    await anna.post(at(played), comment)
    const shown = async (session: string, token?: string) => {
      const path = `/api/sessions/${session}`
      const by = token === undefined ? anna : phone()
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      return (await by.ask('GET', path, undefined, headers)).body
    }
    expect(await shown(ended)).toMatchObject({ comments: 3, lesson: { class: id, round: 1, pair: 1, right: 'owner' } })
    expect(await shown(ended, mei)).toMatchObject({ comments: 1, lesson: { class: id, right: null }, role: 'client' })
    expect(await shown(played, mei)).toMatchObject({ comments: 0 })
    const { body } = await anna.get(`/api/sessions?id=${ended}&id=${played}`)
    expect(body).toMatchObject([{ comments: 3 }, { comments: 1 }])
    expect((await listed(`class=${id}`)).sessions.map(({ comments }) => comments)).toEqual([1, 3])
    // a pair's own session has nothing of it
    const opened = await phone().ask('POST', '/api/sessions', { scenario: SCENARIO?.id, role: 'client', name: 'Mei' })
    const { session } = opened.body as { session: string }
    expect(await (await phone().ask('GET', `/api/sessions/${session}`)).body).not.toHaveProperty('comments')
    expect((await read(phone(), session)).body).toEqual({ comments: [] })
    expect(codeOf(await anna.post(at(session), comment))).toBe('404 unknown-session')
    expect(codeOf(await read(phone(), drawToken()))).toBe('404 unknown-session')
  })

  it('are changed by who wrote them, shared and deleted by every teacher of the class', async () => {
    const { ended, id, played } = await lesson()
    const { body } = await anna.post(at(ended), { ...comment, shared: false })
    const one = `${at(ended)}/${(body as Comment).comment}`
    expect((await anna.ask('PATCH', one, { words: 'better' })).body).toMatchObject({ words: 'better', shared: false })
    const second = await colleague(id, 'teacher')
    expect(codeOf(await second.ask('PATCH', one, { words: 'worse' }))).toBe('403 forbidden')
    expect((await second.ask('PATCH', one, { shared: true })).body).toMatchObject({
      words: 'better',
      own: false,
      shared: true,
    })
    expect(codeOf(await anna.ask('PATCH', one, {}))).toBe('400 malformed')
    const viewer = await colleague(id, 'viewer')
    for (const method of ['PATCH', 'DELETE'])
      expect(codeOf(await viewer.ask(method, one, method === 'PATCH' ? { shared: false } : undefined))).toBe(
        '403 forbidden',
      )
    // by another session's address it is not there
    const elsewhere = `${at(played)}/${(body as Comment).comment}`
    expect(codeOf(await anna.ask('DELETE', elsewhere))).toBe('404 not-found')
    expect((await second.ask('DELETE', one)).status).toBe(204)
    expect(codeOf(await anna.ask('DELETE', one))).toBe('404 not-found')
    expect(codeOf(await anna.ask('PATCH', one, { shared: true }))).toBe('404 not-found')
  })

  it.each([
    [{ version: 0 }, 'version'],
    [{ version: 1.5 }, 'version'],
    [{ version: 9_999 }, 'version'],
    [{ words: ' ' }, 'words'],
    [{ shared: 'yes' }, 'shared'],
    [{ by: 'x' }, 'by'],
  ])('are not %j', async (parts, field) => {
    const { ended } = await lesson()
    const answer = await anna.post(at(ended), { ...comment, ...parts })
    expect(codeOf(answer)).toBe('400 malformed')
    expect(fieldOf(answer)).toBe(field)
  })
})

describe('a rubric', () => {
  const rubric = {
    keys: [
      { key: 'handshake', words: '三次握手', points: 2 },
      { key: 'late', words: 'Late', points: -0.5 },
    ],
  }

  it('is a class’s, and scores what its students were given anew when it changes', async () => {
    const { ended, id, mei } = await lesson()
    const [own, marks] = [`/api/classes/${id}/rubric`, `/api/sessions/${ended}/marks`]
    expect((await anna.get(own)).body).toEqual({ keys: [] })
    expect((await anna.ask('PUT', own, rubric)).body).toEqual(rubric)
    expect((await anna.get(own)).body).toEqual(rubric)
    const given = await anna.ask('PUT', marks, { role: 'client', student: 0, keys: ['late', 'handshake'] })
    const of = (...points: readonly [number, string[]][]): Marks => ({
      marks: points.map(([sum, keys], nth) => ({
        role: nth === 0 ? 'client' : 'server',
        student: 0,
        keys,
        points: sum,
      })),
    })
    expect(given).toMatchObject({ status: 200, body: of([1.5, ['handshake', 'late']], [0, []]) })
    const points = async () =>
      (await listed(`class=${id}&round=1`)).sessions[0]?.students.map((student) => student.points)
    expect(await points()).toEqual([1.5, 0])
    // what is worth more counts more; what is taken out counts nothing, until it is there again
    const [handshake, late] = rubric.keys
    await anna.ask('PUT', own, { keys: [{ ...handshake, points: 5 }] })
    expect((await anna.get(marks)).body).toEqual(of([5, ['handshake']], [0, []]))
    expect(await points()).toEqual([5, 0])
    expect((await anna.ask('PUT', marks, { role: 'client', keys: [] })).body).toEqual(of([0, []], [0, []]))
    await anna.ask('PUT', own, { keys: [late] })
    expect((await anna.get(marks)).body).toEqual(of([-0.5, ['late']], [0, []]))
    // a viewer looks, a student does not
    const viewer = await colleague(id, 'viewer')
    expect((await viewer.get(marks)).status).toBe(200)
    expect(codeOf(await viewer.ask('PUT', marks, { role: 'client', keys: [] }))).toBe('403 forbidden')
    expect(codeOf(await viewer.ask('PUT', own, rubric))).toBe('403 forbidden')
    const headers = { authorization: `Bearer ${mei}` }
    expect(codeOf(await new PhoneBrowser(server.url).ask('GET', marks, undefined, headers))).toBe('401 not-signed-in')
  })

  it('is given to who moved, or sits there, by keys that it has', async () => {
    const { ended, id, played } = await lesson()
    await anna.ask('PUT', `/api/classes/${id}/rubric`, rubric)
    const refused = async (session: string, marks: object) => {
      const answer = await anna.ask('PUT', `/api/sessions/${session}/marks`, marks)
      return `${codeOf(answer)} ${fieldOf(answer)}`
    }
    expect(await refused(ended, { role: 'client', keys: ['late', 'none'] })).toBe('400 malformed keys.1')
    expect(await refused(ended, { role: 'client', student: 1, keys: [] })).toBe('400 malformed student')
    expect(await refused(ended, { role: 'network', keys: [] })).toBe('400 malformed role')
    expect(await refused(drawToken(), { role: 'client', keys: [] })).toBe('404 unknown-session undefined')
    const given = await anna.ask('PUT', `/api/sessions/${played}/marks`, { role: 'server', keys: ['late'] })
    expect(given.body).toMatchObject({ marks: [{ points: 0 }, { role: 'server', points: -0.5 }] })
  })
})
