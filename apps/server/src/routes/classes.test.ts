import type { ClassSummary, OpenedClass, Participant, ReturnCode } from '@woshou/classroom/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import type { Answered } from '../testing/cookie-browser.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { ask } from '../testing/pair.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { newClass, pairSession } from '../testing/stored-class.ts'
import { lastAppend } from '../testing/stored-session.ts'

let server: TestServer
let storage: Storage
let teacher: InstructorBrowser
const DAYS = 180 * 24 * 60 * 60 * 1_000

beforeAll(async () => {
  // one address, and a limit that a class of thirty passes
  server = await startServer({ env: { requestsPerMinute: 300 } })
  storage = await server.storage()
  teacher = await signedIn('anna')
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

async function signedIn(login: string, role: 'admin' | 'instructor' = 'instructor'): Promise<InstructorBrowser> {
  await storeAccount(storage, login, role)
  return new InstructorBrowser(server.url).signIn(login)
}

async function opened(name = 'Networks 1'): Promise<OpenedClass> {
  const { body, status } = await teacher.post('/api/classes', { name })
  expect(status).toBe(201)
  return body as OpenedClass
}

const secretOf = ({ link }: OpenedClass): string => link.replace('/join/', '')
const phone = () => new PhoneBrowser(server.url)
const command = (id: string, body: object, by = teacher) =>
  by.post(`/api/classes/${id}/commands`, { id: drawToken(), command: body })
const codeOf = ({ body, status }: Answered) => `${status} ${(body as { code?: string } | null)?.code}`

describe('a class', () => {
  it('is opened with open doors, listed, shown, renamed, and deleted with all of it', async () => {
    const made = await opened('  网络   一班 ')
    expect(made).toMatchObject({
      code: expect.stringMatching(/^\d{8}$/),
      link: expect.stringMatching(/^\/join\/[\w-]{22}$/),
    })
    await phone().in(made.code, 'Mei')
    const shown = (await teacher.get(`/api/classes/${made.class}`)).body as ClassSummary
    const { code, link } = made
    expect(shown).toMatchObject({ name: '网络 一班', right: 'owner', code, link, students: 1, rounds: 0 })
    expect(shown.deleteAt).toBe(shown.usedAt + DAYS)
    const own = (await teacher.get('/api/classes')).body as ClassSummary[]
    expect(own.find((one) => one.class === made.class)).toEqual(shown)
    const { body: renamed } = await teacher.ask('PATCH', `/api/classes/${made.class}`, { name: 'Networks 2' })
    expect(renamed).toEqual({ ...shown, name: 'Networks 2' })
    expect((await command(made.class, { type: 'close-doors' })).status).toBe(200)
    expect((await teacher.get(`/api/classes/${made.class}`)).body).toMatchObject({ code: null, link: null })
    expect(await teacher.ask('DELETE', `/api/classes/${made.class}`)).toMatchObject({ status: 204, body: null })
    expect(codeOf(await teacher.get(`/api/classes/${made.class}`))).toBe('404 unknown-class')
    expect(codeOf(await phone().ask('GET', `/api/doors/${made.code}`))).toBe('404 unknown-code')
  })

  it.each(['', '  ', 'x'.repeat(81), 'Netw\u0000rks', 'Networks\u202e', '\ud800'])('is not called %j', async (name) => {
    const answer = await teacher.post('/api/classes', { name })
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed', field: 'name' } })
  })

  it('is nobody else’s', async () => {
    const other = await signedIn('other')
    const made = await opened()
    expect(codeOf(await other.get(`/api/classes/${made.class}`))).toBe('404 unknown-class')
    expect((await other.get('/api/classes')).body).toEqual([])
    expect(codeOf(await other.ask('DELETE', `/api/classes/${made.class}`))).toBe('404 unknown-class')
  })

  it('carries a command out once, says why not, and takes for done what is so already', async () => {
    const { class: id } = await opened()
    const given = { id: drawToken(), command: { type: 'close-doors' } }
    const answers = await Promise.all([1, 2].map(() => teacher.post(`/api/classes/${id}/commands`, given)))
    expect(answers.map(({ body }) => body)).toEqual([{ version: 3 }, { version: 3 }])
    expect(await command(id, { type: 'close-doors' })).toMatchObject({ status: 200, body: { version: 3 } })
    expect(await command(id, { type: 'pause' })).toMatchObject({
      status: 409,
      body: { code: 'refused', refusal: 'no-round-runs' },
    })
    expect(await command(id, { type: 'dance' })).toMatchObject({ status: 400, body: { field: 'command.type' } })
    expect((await teacher.get(`/api/classes/${id}/rounds`)).body).toEqual([])
    expect(codeOf(await teacher.get(`/api/classes/${id}/rounds/1`))).toBe('404 not-found')
  })

  it('has a new code and link when its teacher wants them: those of before are dead at once', async () => {
    const made = await opened()
    expect((await command(made.class, { type: 'new-code' })).status).toBe(200)
    for (const door of [made.code, secretOf(made)])
      expect(codeOf(await phone().comeIn(door, 'Mei'))).toBe('404 unknown-code')
    const { code } = (await teacher.get(`/api/classes/${made.class}`)).body as ClassSummary
    expect(code).not.toBe(made.code)
    expect((await phone().comeIn(code ?? '', 'Mei')).status).toBe(201)
  })

  it('is kept for as long again when a teacher wants it', async () => {
    const { class: id } = await opened()
    await storage.classes.used(id, Date.now() - DAYS / 2)
    const before = (await teacher.get(`/api/classes/${id}`)).body as ClassSummary
    expect((await teacher.post(`/api/classes/${id}/keep`)).status).toBe(204)
    const { deleteAt } = (await teacher.get(`/api/classes/${id}`)).body as ClassSummary
    expect(deleteAt).toBeGreaterThan((before.deleteAt ?? 0) + DAYS / 2 - 1)
  })

  it('forgets names: whoever is in is told the pseudonym in their place, and comes back as the same student', async () => {
    const { class: id, code } = await opened()
    const mei = phone()
    const was = await mei.in(code, 'Mei 梅')
    expect((await teacher.post(`/api/classes/${id}/forget-names`)).status).toBe(204)
    const now = await mei.in(code, 'Mei 梅')
    expect(now).toEqual({ ...was, name: was.pseudonym.en })
    expect(await storage.classes.participants(id)).toMatchObject([{ id: was.participant, name: was.pseudonym.en }])
  })

  it('has teachers and viewers by their login, and one owner', async () => {
    const viewer = await signedIn('bo@uni')
    const { class: id } = await opened()
    const path = `/api/classes/${id}/teachers`
    const added = (await teacher.post(path, { login: ' BO@uni', right: 'viewer' })).body as { account: string }[]
    expect(added).toMatchObject([
      { login: 'anna', right: 'owner' },
      { login: 'bo@uni', right: 'viewer' },
    ])
    expect((await viewer.get(path)).body).toEqual(added)
    expect(codeOf(await command(id, { type: 'close-doors' }, viewer))).toBe('403 forbidden')
    expect(codeOf(await viewer.post(path, { login: 'bo@uni', right: 'teacher' }))).toBe('403 forbidden')
    expect((await teacher.post(path, { login: 'bo@uni', right: 'teacher' })).status).toBe(200)
    expect((await command(id, { type: 'close-doors' }, viewer)).status).toBe(200)
    expect(codeOf(await teacher.post(path, { login: 'nobody', right: 'viewer' }))).toBe('404 unknown-account')
    expect(codeOf(await teacher.post(path, { login: 'anna', right: 'viewer' }))).toBe('409 forbidden')
    const [owner, bo] = added
    expect(codeOf(await teacher.ask('DELETE', `${path}/${owner?.account}`))).toBe('409 forbidden')
    expect((await teacher.ask('DELETE', `${path}/${bo?.account}`)).status).toBe(204)
    expect(codeOf(await teacher.ask('DELETE', `${path}/${bo?.account}`))).toBe('404 unknown-account')
    expect(codeOf(await viewer.get(path))).toBe('404 unknown-class')
  })
})

describe('its doors', () => {
  it('say which class they are of, by code as it is typed and by link, open and closed; a session’s code is another matter', async () => {
    const made = await opened('Networks 7')
    const { code } = made
    for (const typed of [code, `${code.slice(0, 4)} ${code.slice(4)}`, secretOf(made)]) {
      const { body } = await phone().ask('GET', `/api/doors/${encodeURIComponent(typed)}`)
      expect(body).toEqual({ class: made.class, name: 'Networks 7', open: true })
    }
    // a page that takes it for a session's is told
    expect(codeOf(await phone().ask('GET', `/api/invitations/${code}`))).toBe('404 class-code')
    expect(codeOf(await phone().ask('POST', `/api/invitations/${code}/seats`, { name: 'Mei' }))).toBe('404 class-code')
    const opening = { scenario: 'three-way-handshake', role: 'client', name: 'Mei' }
    const session = await ask<{ code: string }>(server.url, '/api/sessions', opening)
    expect(codeOf(await phone().ask('GET', `/api/doors/${session.code}`))).toBe('404 unknown-code')
    await command(made.class, { type: 'close-doors' })
    expect((await phone().ask('GET', `/api/doors/${code}`)).body).toMatchObject({ open: false })
    expect(codeOf(await phone().comeIn(code, 'Mei'))).toBe('409 doors-closed')
  })

  it('make one browser one student, by its cookie or by its token, whatever name it gives and whether they are open', async () => {
    const made = await opened()
    const browser = phone()
    const first = await browser.in(made.code, ' 小明 ')
    expect(first).toMatchObject({ class: made.class, name: '小明', pseudonym: { en: 'Amber 1', 'zh-CN': '琥珀 1' } })
    const many = await Promise.all(Array.from({ length: 50 }, () => browser.in(secretOf(made), 'Mei')))
    expect(new Set(many.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(first)]))
    const other = await phone().in(made.code, '小明')
    expect(other).toMatchObject({ name: '小明 2', pseudonym: { en: 'Jade 2' } })
    await command(made.class, { type: 'close-doors' })
    const without = phone()
    expect((await without.comeIn(made.code, 'Mei', first.token)).body).toEqual(first)
    expect((await browser.comeIn(made.code, 'Mei')).body).toEqual(first)
    // nothing of it is known in another class
    const elsewhere = await browser.in((await opened()).code, 'Mei')
    expect(elsewhere.token).not.toBe(first.token)
    expect(elsewhere.participant).not.toBe(first.participant)
  })

  it('give the browser a cookie that no script reads and no other site sends', async () => {
    const { code } = await opened()
    const { headers } = await phone().comeIn(code, 'Mei')
    const set = headers.getSetCookie()
    expect(set).toHaveLength(1)
    expect(set[0]).toMatch(/^woshou_phone=[\w-]{22}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    const foreign = await phone().ask(
      'POST',
      '/api/participants',
      { code, name: 'Mei' },
      { origin: 'https://evil.example' },
    )
    expect(codeOf(foreign)).toBe('403 wrong-origin')
    expect(codeOf(await phone().comeIn(code, '   '))).toBe('400 malformed')
  })

  it('let a crowd in from one address whose limits are a class’s, each with a name of their own', async () => {
    const made = await opened()
    const came = await Promise.all(
      Array.from({ length: 250 }, async (_, nth) => {
        const browser = phone()
        const door = await browser.ask('GET', `/api/doors/${nth % 2 ? made.code : secretOf(made)}`)
        const { body, status } = await browser.comeIn(made.code, `Mei ${nth % 10}`)
        return { door: door.status, status, participant: body as Participant }
      }),
    )
    expect(new Set(came.map(({ door, status }) => `${door} ${status}`))).toEqual(new Set(['200 201']))
    expect(new Set(came.map(({ participant }) => participant.name)).size).toBe(250)
    expect(new Set(came.map(({ participant }) => participant.pseudonym.en)).size).toBe(250)
  })
})

it('has a limit of its own for whoever is known: who floods the address shuts nobody out', async () => {
  const shared = await startServer({ env: { requestsPerMinute: 30 } })
  const its = await shared.storage()
  const made = newClass(await storeAccount(its, 'anna', 'instructor'))
  await its.classes.create(made)
  await its.classLog.append({ log: made.id, events: [{ type: 'doors-opened', version: 2, at: made.createdAt }] })
  await its.close()
  const many = async (browser: PhoneBrowser) => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => browser.ask('GET', '/api/sessions')))
    return answers.filter(({ status }) => status === 429).length
  }
  const [anna, floods, student] = [
    new InstructorBrowser(shared.url),
    new PhoneBrowser(shared.url),
    new PhoneBrowser(shared.url),
  ]
  await anna.signIn('anna')
  expect((await anna.get('/api/account')).status).toBe(200)
  // a cookie that nobody has is nobody's
  floods.cookie = `woshou_phone=${drawToken()}`
  expect(await many(floods)).toBeGreaterThan(0)
  expect((await anna.get('/api/account')).status).toBe(200)
  // where she teaches there is room for a class again
  expect(
    (await anna.post(`/api/classes/${made.id}/commands`, { id: drawToken(), command: { type: 'new-code' } })).status,
  ).toBe(200)
  expect(await many(floods)).toBe(0)
  await student.in(((await anna.get(`/api/classes/${made.id}`)).body as ClassSummary).code ?? '', 'Mei')
  expect(await many(student)).toBe(30)
  await shared.close()
})

it('counts wrong codes that are typed, at whichever door; who comes by a link gets in all the same', async () => {
  const guarded = await startServer()
  const its = await guarded.storage()
  const made = newClass(await storeAccount(its, 'anna', 'instructor'))
  await its.classes.create(made)
  await its.close()
  const browser = new PhoneBrowser(guarded.url)
  const answers: string[] = []
  for (let nth = 0; nth < 40; nth++) {
    const wrong = String(10_000_000 + nth)
    answers.push(codeOf(nth % 2 ? await browser.ask('GET', `/api/doors/${wrong}`) : await browser.comeIn(wrong, 'Mei')))
  }
  expect(answers[0]).toBe('404 unknown-code')
  expect(answers.at(-1)).toBe('429 too-many')
  expect(codeOf(await browser.ask('GET', `/api/invitations/${made.doors.code}`))).toBe('429 too-many')
  expect((await browser.ask('GET', `/api/doors/${made.doors.secret}`)).body).toMatchObject({
    class: made.id,
    open: false,
  })
  expect(codeOf(await browser.comeIn(drawToken(), 'Mei'))).toBe('404 unknown-code')
  expect(codeOf(await browser.comeIn(made.doors.secret, 'Mei'))).toBe('409 doors-closed')
  await guarded.close()
})

describe('a student', () => {
  it('who is barred does not come back by the same browser', async () => {
    const made = await opened()
    const browser = phone()
    const { participant, token } = await browser.in(made.code, 'Mei')
    await storage.classes.remove(made.class, [participant], true)
    expect(codeOf(await browser.comeIn(made.code, 'Other'))).toBe('403 barred')
    // nor by what it knew without its cookie
    expect(codeOf(await phone().comeIn(made.code, 'Other', token))).toBe('403 barred')
  })

  it('comes back on another phone, by a teacher’s code: four letters or a link, once; the first phone is out', async () => {
    const made = await opened()
    const [first, second, third] = [phone(), phone(), phone()]
    const mei = await first.in(made.code, 'Mei')
    const path = `/api/classes/${made.class}/return-codes`
    const make = async () => (await teacher.post(path, { participant: mei.participant })).body as ReturnCode
    for (const [body, field] of [
      [{}, 'participant'],
      [{ participant: 'Mei' }, 'participant'],
      [{ participant: 5 }, 'participant'],
      [{ role: 'king' }, 'role'],
    ] as const)
      expect(await teacher.post(path, body), JSON.stringify(body)).toMatchObject({ status: 400, body: { field } })
    const code = await make()
    expect(code).toMatchObject({ code: expect.stringMatching(/^[A-Z]{4}$/) })
    expect(code.link.startsWith(`/class/${made.class}#`)).toBe(true)
    const secret = code.link.split('#')[1] ?? ''
    const back = (browser: PhoneBrowser, body: object) => browser.ask('POST', '/api/returns', body)
    expect(codeOf(await back(second, { code: code.code }))).toBe('400 malformed')
    expect(codeOf(await back(second, { class: (await opened()).class, code: code.code }))).toBe('404 unknown-code')
    const returned = await back(second, { class: made.class, code: code.code.toLowerCase() })
    expect(returned).toMatchObject({ status: 201, body: { ...mei, token: expect.not.stringMatching(mei.token) } })
    expect(codeOf(await back(third, { code: secret }))).toBe('404 unknown-code')
    expect((await second.comeIn(made.code, 'Mei')).body).toEqual(returned.body)
    expect(await storage.classes.participantOf(made.class, mei.token)).toBeNull()
    const again = await make()
    expect(codeOf(await back(third, { code: secret }))).toBe('404 unknown-code')
    expect((await back(third, { code: again.link.split('#')[1] ?? '' })).status).toBe(201)
  })

  it('makes no code for a partner who is there, for themselves, or without a pair; others make none at all', async () => {
    const made = await opened()
    const path = `/api/classes/${made.class}/return-codes`
    const mei = await phone().in(made.code, 'Mei')
    const bearing = (token: string) => ({ authorization: `Bearer ${token}` })
    expect(codeOf(await phone().ask('POST', path, { role: 'server' }, bearing(mei.token)))).toBe(
      '404 unknown-participant',
    )
    expect(codeOf(await phone().ask('POST', path, { role: 'server' }))).toBe('401 wrong-token')
    expect(codeOf(await phone().ask('POST', path, { participant: mei.participant }, bearing(mei.token)))).toBe(
      '401 not-signed-in',
    )
    expect(codeOf(await (await signedIn('stranger')).post(path, { participant: mei.participant }))).toBe(
      '404 unknown-class',
    )
    expect(codeOf(await teacher.post(path, { participant: drawToken() }))).toBe('404 unknown-participant')
  })
})

describe('a class’s session', () => {
  /** A pair's session that has ended, and who is who. */
  async function ended() {
    const made = await opened()
    const own = phone()
    const mei = await own.in(made.code, 'Mei')
    const { session, ...where } = pairSession(made.class, 1, mei.participant)
    await storage.classes.createSessions(made.class, [{ ...where, session }])
    const running = session.id
    const over = pairSession(made.class, 2, mei.participant)
    await storage.classes.createSessions(made.class, [over])
    await storage.log.append(lastAppend(over.session.id, over.session.events.length + 1))
    return { made, mei, own, running, over: over.session.id }
  }

  it('is read by its teachers and its own seats alone: for everybody else it is not there, by whichever id', async () => {
    const { made, mei, over, own, running } = await ended()
    const nameless = await storage.directory.nameless(over)
    const strange = phone()
    const stranger = await strange.in(made.code, 'Stranger')
    const other = await signedIn(`other-${made.code}`)
    const paths = [running, over].map((id) => `/api/sessions/${id}`)
    const replays = [over, nameless].map((id) => `/api/sessions/${id}/events`)
    const bearing = (token: string) => ({ authorization: `Bearer ${token}` })
    for (const path of [...paths, ...replays]) {
      expect(codeOf(await phone().ask('GET', path)), path).toBe('404 unknown-session')
      expect(codeOf(await phone().ask('GET', path, undefined, bearing(stranger.token))), path).toBe(
        '404 unknown-session',
      )
      expect(codeOf(await other.get(path)), path).toBe('404 unknown-session')
      expect(codeOf(await strange.ask('GET', path)), path).toBe('404 unknown-session')
      expect((await teacher.get(path)).status, path).toBe(200)
      if (path.endsWith('/events')) expect((await own.ask('GET', path)).status, path).toBe(200)
      expect((await phone().ask('GET', path, undefined, bearing(mei.token))).status, path).toBe(200)
    }
    const list = `/api/sessions?id=${running}&id=${over}`
    expect((await phone().ask('GET', list)).body).toEqual([])
    expect((await other.get(list)).body).toEqual([])
    expect((await own.ask('GET', list)).body).toHaveLength(2)
    expect((await teacher.get(list)).body).toHaveLength(2)
    // no link without names is made by reading it: it would open to nobody else
    expect((await teacher.get(`/api/sessions/${over}/events`)).body).not.toHaveProperty('nameless')
  })

  it('is followed by no other session and watched by nobody else: its class has rounds and teachers', async () => {
    const { made, mei, over, running } = await ended()
    const bearing = { authorization: `Bearer ${mei.token}` }
    const stranger = await phone().in(made.code, 'Stranger')
    for (const path of [`/api/sessions/${over}/successor`, `/api/sessions/${running}/observer`]) {
      const own = await phone().ask('POST', path, {}, bearing)
      expect(codeOf(own), path).toBe('409 refused')
      const others = await phone().ask('POST', path, {}, { authorization: `Bearer ${stranger.token}` })
      expect(codeOf(others), path).toBe('404 unknown-session')
      expect(codeOf(await phone().ask('POST', path, {})), path).toBe('404 unknown-session')
    }
    await storage.directory.offerSeat(running, 'client', 'code', Date.now() + 60_000)
    expect(await storage.directory.offeredSeat('code', 0)).toBeNull()
  })
})
