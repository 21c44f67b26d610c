import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InstructorBrowser, PASSWORD, storeAccount } from '../testing/instructor.ts'
import { startServer, type TestServer, type TestServerOptions } from '../testing/start-server.ts'

// real processes and sockets, on machines that are busy with other things too

const DAY = 24 * 60 * 60 * 1_000
const MEI = { login: 'mei', name: 'Mei 梅', password: PASSWORD }

let server: TestServer
const start = async (options?: TestServerOptions) => {
  server = await startServer(options)
  return server
}
afterEach(() => server.close())

const browser = () => new InstructorBrowser(server.url)
const tokenOf = (link: unknown) => String(link).split('#')[1] ?? ''
const setUpToken = async () => tokenOf(await server.app.setUpLink())

/** A browser in which the admin Mei has set the server up. */
async function setUp() {
  const mei = browser()
  const { status } = await mei.post('/api/account/setup', { token: await setUpToken(), ...MEI })
  expect(status).toBe(201)
  return mei
}

describe('setting up', () => {
  beforeEach(() => start())

  it('makes an admin and signs in; the link is one of a page, with the token where no server sees it', async () => {
    expect(await server.app.setUpLink()).toMatch(/^\/teach\/setup#[\w-]{22}$/)
    const mei = browser()
    expect((await mei.get('/api/account')).status).toBe(401)
    const made = await mei.post('/api/account/setup', { token: await setUpToken(), ...MEI })
    expect(made).toMatchObject({ status: 201, body: { login: 'mei', name: 'Mei 梅', role: 'admin' } })
    expect((await mei.get('/api/account')).body).toEqual(made.body)
  })

  it('happens once: no second with that link, nor with one of another start, and no link is made any more', async () => {
    const [first, second] = [await setUpToken(), await setUpToken()]
    expect((await browser().post('/api/account/link', { token: second })).body).toEqual({
      kind: 'setup',
      role: 'admin',
      login: null,
    })
    expect((await browser().post('/api/account/setup', { token: first, ...MEI })).status).toBe(201)
    for (const token of [first, second]) {
      const again = await browser().post('/api/account/setup', { token, ...MEI, login: 'eve' })
      expect(again).toMatchObject({ status: 404, body: { code: 'wrong-link' } })
      expect(again.headers.getSetCookie()).toEqual([])
      expect((await browser().post('/api/account/link', { token })).status).toBe(404)
    }
    expect(await server.app.setUpLink()).toBeNull()
  })

  it.each([
    [{ login: 'me i' }, 'login'],
    [{ name: '' }, 'name'],
    [{ password: 'too short' }, 'password'],
    [{ token: 'x' }, 'token'],
  ])('names what is wrong, and keeps the link: %o', async (wrong, field) => {
    const token = await setUpToken()
    const refused = await browser().post('/api/account/setup', { token, ...MEI, ...wrong })
    expect(refused).toMatchObject({ status: 400, body: { code: 'malformed', field } })
    expect((await browser().post('/api/account/setup', { token, ...MEI })).status).toBe(201)
  })
})

describe('signing in', () => {
  it('gives a cookie that no script reads, for 30 days, over https alone where the browser speaks https', async () => {
    await start({ env: { publicOrigins: ['https://woshou.example.org'], trustProxy: true } })
    await setUp()
    const flags = async (headers: Record<string, string>) => {
      const { login, password } = MEI
      const [cookie = ''] = (
        await browser().post('/api/account/login', { login, password }, headers)
      ).headers.getSetCookie()
      const [pair, ...rest] = cookie.split('; ')
      expect(pair).toMatch(/^woshou_login=[\w-]{22}$/)
      return rest.toSorted()
    }
    const plain = ['HttpOnly', `Max-Age=${30 * 24 * 60 * 60}`, 'Path=/', 'SameSite=Lax']
    expect(await flags({})).toEqual(plain)
    expect(await flags({ origin: 'https://woshou.example.org' })).toEqual([...plain, 'Secure'])
    expect(await flags({ 'x-forwarded-proto': 'https' })).toEqual([...plain, 'Secure'])
  })

  it('takes a login however it is typed, and answers alike to a wrong password and a wrong name', async () => {
    await start()
    await setUp()
    expect((await browser().post('/api/account/login', { login: ' ＭＥＩ ', password: PASSWORD })).status).toBe(200)
    const wrong = await browser().post('/api/account/login', { login: 'mei', password: 'wrong horse' })
    const unknown = await browser().post('/api/account/login', { login: 'nobody', password: 'wrong horse' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-login' } })
    expect(unknown.body).toEqual(wrong.body)
    expect(unknown.status).toBe(wrong.status)
    const seen = ({ headers }: { headers: Headers }) =>
      [...headers].filter(([name]) => !/^(date|x-ratelimit-.*)$/.test(name))
    expect(seen(unknown)).toEqual(seen(wrong))
  })

  it('is refused after some wrong passwords, for a name that nobody has alike; right ones never count', async () => {
    await start()
    const mei = await setUp()
    for (let n = 0; n < 40; n++) {
      const { status } = await browser().post('/api/account/login', { login: 'mei', password: PASSWORD })
      expect(status).toBe(200)
    }
    const tries = (login: string) =>
      Promise.all(
        Array.from({ length: 14 }, async () => {
          const { body, status, headers } = await browser().post('/api/account/login', {
            login,
            password: 'wrong horse',
          })
          return { status, body, retry: headers.get('retry-after') }
        }),
      )
    for (const login of ['mei', 'nobody']) {
      const statuses = await tries(login)
      const refused = statuses.filter(({ status }) => status === 429)
      expect(statuses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(11)
      expect(refused.length).toBeGreaterThanOrEqual(3)
      expect(refused[0]).toMatchObject({ body: { code: 'too-many', retryAfter: 10 }, retry: '10' })
    }
    // the right one does not get through either, and whoever is signed in stays so
    expect((await browser().post('/api/account/login', { login: 'mei', password: PASSWORD })).status).toBe(429)
    expect((await mei.get('/api/account')).status).toBe(200)
    // the address has some left for another name
    const other = await browser().post('/api/account/login', { login: 'ada', password: 'wrong horse' })
    expect(other.status).toBe(401)
  })

  it('ends at the server with logout, wherever the cookie has been copied to', async () => {
    await start()
    const mei = await setUp()
    const copy = browser()
    copy.cookie = mei.cookie
    const out = await mei.post('/api/account/logout')
    expect(out.status).toBe(204)
    expect(out.headers.getSetCookie()[0]).toMatch(/^woshou_login=; (?=.*Max-Age=0|.*Expires=Thu, 01 Jan 1970)/)
    expect(mei.cookie).toBeNull()
    expect((await copy.get('/api/account')).status).toBe(401)
    // and again, without one
    expect((await mei.post('/api/account/logout')).status).toBe(204)
  })

  it('ends the login that this browser had before: its token is nobody’s any more', async () => {
    await start()
    const mei = await setUp()
    const before = browser()
    before.cookie = mei.cookie
    await mei.post('/api/account/login', { login: 'mei', password: PASSWORD })
    expect(mei.cookie).not.toBe(before.cookie)
    expect((await before.get('/api/account')).status).toBe(401)
    expect((await mei.get('/api/account')).status).toBe(200)
  })

  it('holds for 30 days', async () => {
    await start()
    const mei = await setUp()
    const storage = await server.storage()
    const token = tokenOf(`#${mei.cookie?.split('=')[1]}`)
    expect(await storage.accounts.byLoginToken(token, Date.now() + 30 * DAY - 60_000)).not.toBeNull()
    expect(await storage.accounts.byLoginToken(token, Date.now() + 30 * DAY)).toBeNull()
    await storage.close()
  })
})

it('one’s name is changed by oneself', async () => {
  await start()
  const mei = await setUp()
  expect((await mei.ask('PATCH', '/api/account', { name: '  梅  老师 ' })).body).toMatchObject({ name: '梅 老师' })
  expect((await mei.get('/api/account')).body).toMatchObject({ login: 'mei', name: '梅 老师' })
  expect((await mei.ask('PATCH', '/api/account', { name: ' ' })).body).toMatchObject({
    code: 'malformed',
    field: 'name',
  })
  expect((await browser().ask('PATCH', '/api/account', { name: 'Eve' })).status).toBe(401)
})

describe('one’s password', () => {
  beforeEach(() => start())

  it('is changed by who knows it; every other login ends, and this one goes on', async () => {
    const here = await setUp()
    const there = browser()
    await there.post('/api/account/login', { login: 'mei', password: PASSWORD })
    const next = 'another horse'
    const wrong = await here.post('/api/account/password', { password: 'wrong horse', next })
    expect(wrong).toMatchObject({ status: 403, body: { code: 'wrong-login', field: 'password' } })
    expect((await there.get('/api/account')).status).toBe(200)
    expect((await here.post('/api/account/password', { password: PASSWORD, next: 'short' })).body).toMatchObject({
      code: 'malformed',
      field: 'next',
    })
    expect((await here.post('/api/account/password', { password: PASSWORD, next })).status).toBe(200)
    expect((await here.get('/api/account')).status).toBe(200)
    expect((await there.get('/api/account')).status).toBe(401)
    expect((await there.post('/api/account/login', { login: 'mei', password: PASSWORD })).status).toBe(401)
    expect((await there.post('/api/account/login', { login: 'mei', password: next })).status).toBe(200)
  })

  it('is not found out by trying it in a browser that is signed in', async () => {
    const here = await setUp()
    const tries = await Promise.all(
      Array.from({ length: 14 }, () =>
        here.post('/api/account/password', { password: 'wrong horse', next: 'another horse' }),
      ),
    )
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(3)
  })

  it('is set anew by a link of an admin’s, once; every login ends but the one that this makes', async () => {
    const mei = await setUp()
    const storage = await server.storage()
    const ada = await storeAccount(storage, 'ada', 'instructor')
    await storage.close()
    const old = browser()
    await old.post('/api/account/login', { login: 'ada', password: PASSWORD })
    const { body, status } = await mei.post(`/api/accounts/${ada}/reset-links`)
    expect(status).toBe(201)
    const { link, until } = body as { link: string; until: number }
    expect(link).toMatch(/^\/teach\/reset#[\w-]{22}$/)
    expect(until).toBeGreaterThan(Date.now() + DAY)
    expect(until).toBeLessThan(Date.now() + 3 * DAY)
    const token = tokenOf(link)
    const reset = browser()
    expect((await reset.post('/api/account/link', { token })).body).toEqual({
      kind: 'reset',
      role: 'instructor',
      login: 'ada',
    })
    expect((await reset.post('/api/account/reset', { token, password: 'another horse' })).body).toMatchObject({
      login: 'ada',
    })
    expect((await reset.get('/api/account')).status).toBe(200)
    expect((await old.get('/api/account')).status).toBe(401)
    const again = await browser().post('/api/account/reset', { token, password: 'a third horse' })
    expect(again).toMatchObject({ status: 404, body: { code: 'wrong-link' } })
    expect((await browser().post('/api/account/login', { login: 'ada', password: 'another horse' })).status).toBe(200)
  })
})

describe('an admin', () => {
  beforeEach(() => start())

  it('invites: the link makes one account, of the role that it says, whatever else is asked for', async () => {
    const mei = await setUp()
    const { body } = await mei.post('/api/accounts/invitations', { role: 'instructor' })
    const { link } = body as { link: string }
    const token = tokenOf(link)
    const ada = browser()
    // neither is the other
    expect((await ada.post('/api/account/setup', { token, ...MEI, login: 'ada' })).status).toBe(404)
    expect((await ada.post('/api/account/reset', { token, password: PASSWORD })).status).toBe(404)
    expect((await ada.post('/api/account/accept', { token, ...MEI })).body).toMatchObject({
      code: 'login-taken',
      field: 'login',
    })
    const made = await ada.post('/api/account/accept', { token, ...MEI, login: 'ada' })
    expect(made).toMatchObject({ status: 201, body: { role: 'instructor' } })
    expect((await browser().post('/api/account/accept', { token, ...MEI, login: 'eve' })).status).toBe(404)
    expect((await mei.get('/api/accounts')).body).toEqual([made.body, (await mei.get('/api/account')).body])
    // who is none may not
    expect((await ada.get('/api/accounts')).body).toMatchObject({ code: 'forbidden' })
    expect((await ada.post('/api/accounts/invitations', {})).status).toBe(403)
  })

  it('deletes an account, whose logins end; never the last admin’s', async () => {
    const mei = await setUp()
    const storage = await server.storage()
    const ada = await storeAccount(storage, 'ada', 'instructor')
    await storage.close()
    const adas = browser()
    await adas.post('/api/account/login', { login: 'ada', password: PASSWORD })
    expect((await mei.ask('DELETE', `/api/accounts/${ada}`)).status).toBe(204)
    expect((await adas.get('/api/account')).status).toBe(401)
    expect((await mei.ask('DELETE', `/api/accounts/${ada}`)).body).toMatchObject({ code: 'unknown-account' })
    const { id } = (await mei.get('/api/account')).body as { id: string }
    expect(await mei.ask('DELETE', `/api/accounts/${id}`)).toMatchObject({ status: 409, body: { code: 'last-admin' } })
    expect((await mei.get('/api/account')).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'change nothing, signed in or not: %s',
    async (origin) => {
      await start()
      const token = await setUpToken()
      const mei = browser()
      const wrong = { status: 403, body: { code: 'wrong-origin' } }
      expect(await mei.post('/api/account/setup', { token, ...MEI }, { origin })).toMatchObject(wrong)
      await mei.post('/api/account/setup', { token, ...MEI })
      const { login, password } = MEI
      for (const [path, body] of [
        ['/api/account/login', { login, password }],
        ['/api/account/logout', undefined],
        ['/api/account/password', { password, next: 'another horse' }],
        ['/api/account/reset', { token, password }],
        ['/api/accounts/invitations', {}],
        // what is not an instructor's, from a browser that is signed in
        ['/api/sessions', { scenario: 'three-way-handshake', role: 'client', name: 'Mei' }],
      ] as const) {
        expect(await mei.post(path, body, { origin }), path).toMatchObject(wrong)
      }
      expect((await mei.get('/api/account')).status).toBe(200)
      // students have no cookie, and no other site's page gets hold of their tokens
      const session = { scenario: 'three-way-handshake', role: 'client', name: 'Mei' }
      expect((await browser().post('/api/sessions', session, { origin })).status).toBe(201)
    },
  )

  it('are ours where PUBLIC_ORIGINS names them', async () => {
    await start({ env: { publicOrigins: ['https://woshou.example.org'] } })
    const mei = await setUp()
    const origin = 'https://woshou.example.org'
    expect((await mei.post('/api/account/logout', undefined, { origin })).status).toBe(204)
  })
})

it('logs hold neither logins nor names nor passwords nor tokens', async () => {
  await start({ env: { logLevel: 'trace' } })
  const token = await setUpToken()
  const mei = browser()
  await mei.post('/api/account/setup', { token, ...MEI, login: 'mei.wang.42' })
  const cookie = mei.cookie?.split('=')[1] ?? ''
  await mei.post('/api/account/login', { login: 'mei.wang.42', password: 'wrong horse battery' })
  await mei.post('/api/account/password', { password: PASSWORD, next: 'another horse 99' })
  await mei.post('/api/account/password', { password: PASSWORD, next: 7 })
  const { body } = await mei.post('/api/accounts/invitations', {})
  await mei.post('/api/account/logout', undefined, { origin: 'https://evil.example' })
  await mei.post('/api/account/logout')
  const secrets = [token, cookie, tokenOf((body as { link: string }).link), PASSWORD, 'mei.wang.42', 'Mei 梅', 'horse']
  const log = server.logged.join('')
  expect(server.logged.length).toBeGreaterThan(6)
  for (const secret of secrets) expect(log).not.toContain(secret)
})
