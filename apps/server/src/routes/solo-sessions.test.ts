import { afterAll, beforeAll, expect, it } from 'vitest'
import { offerSolo, playedSolo } from '../testing/solo.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { requestsPerMinute: 10_000 } })
})
afterAll(() => server.close())

const played = playedSolo
const offer = (body: unknown) => offerSolo(server.url, body)
const get = async (path: string) => (await fetch(server.url + path)).json()

it('stores a finished solo session under the name that the student gives, and shows its replay', async () => {
  const events = played()
  const { body, status } = await offer({ name: ' Mei  梅 ', role: 'client', events })
  expect(status).toBe(201)
  const summary = await get(`/api/sessions/${body.session}`)
  expect(summary).toMatchObject({
    names: { client: 'Mei 梅', server: 'Careless partner' },
    reason: 'goal-reached',
    version: events.length,
    endedAt: Date.UTC(2026, 4, 4) + (events.at(-1)?.at ?? 0),
  })
  expect(summary).not.toHaveProperty('code')
  const stored = await get(`/api/sessions/${body.session}/events`)
  expect(stored).toHaveProperty(
    'events',
    events.map((event) =>
      event.type === 'seat-taken' && event.role === 'client' ? { ...event, name: 'Mei 梅' } : event,
    ),
  )
})

it('calls the partner and the scenario by words of its own, whatever the browser calls them', async () => {
  const events = played().map((event) => {
    if (event.type === 'seat-taken' && event.role === 'server') return { ...event, name: 'Professor Li' }
    if (event.type !== 'session-created') return event
    const said = { en: 'Professor Li cheats', 'zh-CN': '李教授作弊' }
    return { ...event, scenario: { ...event.scenario, title: said, summary: said, lesson: said } }
  })
  const { body, status } = await offer({ name: 'Mei', role: 'client', events })
  expect(status).toBe(201)
  const summary = await get(`/api/sessions/${body.session}`)
  expect(summary).toMatchObject({ names: { client: 'Mei', server: 'TCP' } })
  const told = JSON.stringify([summary, await get(`/api/sessions/${body.session}/events`)])
  expect(told).not.toMatch(/Li cheats|Professor|李教授/)
  const [created, ...rest] = events
  if (created?.type !== 'session-created') throw new Error('no beginning')
  const foreign = [{ ...created, scenario: { ...created.scenario, id: 'nobody-has-it' } }, ...rest]
  expect(await offer({ name: 'Mei', role: 'client', events: foreign })).toMatchObject({
    status: 422,
    body: { field: 'events.0.scenario.id' },
  })
})

it('takes nothing that the rules would not bring about', async () => {
  const events = played()
  const sent = events.findIndex(({ type }) => type === 'segment-sent')
  const changed = events.map((event, index) =>
    index === sent && event.type === 'segment-sent' ? { ...event, remarks: [], arrivals: [1] } : event,
  )
  expect(await offer({ name: 'Mei', role: 'client', events: changed })).toMatchObject({
    status: 422,
    body: { code: 'not-verified', field: `events.${sent}` },
  })
  expect(await offer({ name: 'Mei', role: 'client', events: events.slice(0, -1) })).toMatchObject({ status: 422 })
  expect(await offer({ name: 'Mei', role: 'client', events: [] })).toMatchObject({ status: 422 })
  expect(await offer({ name: 'Mei', role: 'client', events: [null, 'x'] })).toMatchObject({ status: 422 })
  const tomorrow = played('three-way-handshake', Date.now() + 2 * 24 * 3_600_000)
  expect(await offer({ name: 'Mei', role: 'client', events: tomorrow })).toMatchObject({ status: 422 })
  const hidden = events.map((event) =>
    event.type === 'seat-taken' && event.role === 'server' ? { ...event, name: 'a\u202eb' } : event,
  )
  expect(await offer({ name: 'Mei', role: 'client', events: hidden })).toMatchObject({ status: 422 })
})

it('names what is wrong with the offer itself', async () => {
  expect(await offer({ name: '', role: 'client', events: [] })).toMatchObject({ status: 400, body: { field: 'name' } })
  expect(await offer({ name: 'Mei', role: 'client', events: ['x'.repeat(2 * 1024 * 1024)] })).toMatchObject({
    status: 413,
    body: { code: 'too-large' },
  })
})

it('limits how many one address may offer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 70 }, () => offer({ name: 'Mei', role: 'client', events: [] }).then(({ status }) => status)),
  )
  expect(answers).toContain(429)
})
