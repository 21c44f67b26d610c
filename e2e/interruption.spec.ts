import { ACK, SYN } from '@woshou/protocol'
import { EYES } from '@woshou/session'
import { expect, test } from './pair.ts'
import { playTrace } from './play-trace.ts'
import { ladderForm, readTrace, typedForm } from './trace.ts'
import { said, words } from './words.ts'

const trace = readTrace('close-client-first-4seg')

test('in each state, a reload, a cut connection or a network gone takes the seat up where it was', async ({
  seated,
}) => {
  test.slow()
  // TIME-WAIT waits for the student's ACK, however long an interruption takes
  const pair = await seated({ scenario: 'kernel-close-client-first', pace: 0.2 })
  await playTrace(pair, trace, async ({ from, i }) => {
    for (const person of [pair.client, pair.server]) {
      const state = await person.state().innerText()
      const entries = await person.entries('').count()
      // each end meets each kind of interruption in turn
      const kind = (['reload', 'cut', 'offline'] as const)[(i + (person.role === from ? 0 : 1)) % 3]
      await test.step(`${kind} at the ${person.role}’s end, before segment ${i}`, async () => {
        if (kind === 'reload') await person.page.reload()
        else if (kind === 'cut') await person.cut()
        else {
          await person.context.setOffline(true)
          await expect(person.page.getByTestId('connection')).toContainText(person.words.connection_offline)
          await person.context.setOffline(false)
        }
        await expect(person.page.getByTestId('connection')).toHaveAttribute('data-mine', 'open')
        // what has arrived meanwhile may have moved the end on, never back
        await expect.poll(() => person.entries('').count()).toBeGreaterThanOrEqual(entries)
        if (person.role === from) await person.inState(state)
      })
    }
  })
  const log = await pair.log()
  expect(log.filter(({ type }) => type === 'segment-sent')).toHaveLength(trace.segments.length)
  expect(log.filter(({ type }) => type === 'segment-withheld')).toEqual([])
  expect(log.map(({ version }) => version)).toEqual(log.map((_, index) => index + 1))
})

test('a move made while the network is gone is carried out once when it is back', async ({ seated }) => {
  const { client, log, server } = await seated({ scenario: 'three-way-handshake' })
  const offer = client.page.getByLabel(client.words.play_typed, { exact: true })
  await expect(offer).toBeEditable()
  await client.type('S seq=100')
  await client.cut()
  await client.shows(said(client.words.ladder_sent_own, { segment: 'SYN seq=100' }))
  await server.receives('SYN seq=100')
  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')
  await server.page.reload()
  await client.receives('SYN,ACK seq=300 ack=101')
  await client.send('A seq=101 ack=301', 'ACK seq=101 ack=301')
  await server.inState('ESTABLISHED')
  expect((await log()).filter(({ type }) => type === 'segment-sent')).toHaveLength(3)
})

test('a half-composed segment survives a reload and a change of language', async ({ withPartner }) => {
  const { partner, person: client } = await withPartner({ scenario: 'three-way-handshake' })
  const seq = client.page.getByRole('textbox', { name: 'seq' })
  await client.page.getByRole('checkbox', { name: 'SYN' }).check()
  await seq.fill('4711')
  await client.page.reload()
  await expect(seq).toHaveValue('4711')
  await expect(client.page.getByRole('checkbox', { name: 'SYN' })).toBeChecked()
  await client.page.getByRole('button', { name: '中文' }).click()
  await expect(client.page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(seq).toHaveValue('4711')

  // the server has been upgraded to another protocol: the page says what to do, and what was typed is there again
  const zh = words('zh-CN')
  client.says = (text) => text.replace(`"protocol":${EYES.client.protocol}`, `"protocol":${EYES.client.protocol - 1}`)
  await client.cut()
  await expect(client.page.getByRole('heading', { name: zh.problem_too_old })).toBeVisible()
  await expect(client.page.getByRole('alert')).toContainText(zh.problem_too_old_remedy)
  client.says = (text) => text
  await client.page.getByRole('button', { name: zh.error_reload }).click()
  await expect(seq).toHaveValue('4711')
  await expect(client.page.getByTestId('connection')).toHaveAttribute('data-mine', 'open')

  // a newer server says and does what this page has never heard of
  const broken: Error[] = []
  client.page.on('pageerror', (error) => broken.push(error))
  const { version } = client.messages().findLast((message) => message.type === 'events') ?? { version: 0 }
  const at = { version: version + 1, at: 0 }
  client.hear({ type: 'weather', sky: 'blue' })
  client.hear({
    type: 'events',
    since: version,
    version: version + 1,
    now: 1,
    events: [{ type: 'cable-chewed', ...at }],
  })
  client.hear({ type: 'refusal', id: 'of-nobody', version, refusal: 'not-in-this-weather' })
  await expect(client.page.getByTestId('announcement')).toContainText(zh.page_older)
  await expect(seq).toHaveValue('4711')
  await client.inState('CLOSED')
  expect(broken).toEqual([])
  await client.page.reload()
  await seq.fill('100')
  await client.page.getByRole('button', { name: zh.play_send, exact: true }).click()
  await partner.inState('SYN-RECEIVED')
  expect(partner.view?.end.tcb).toMatchObject({ irs: 100 })
})

test('two tabs of one seat show the same, and a move in either counts once', async ({ withPartner }) => {
  const { partner, person } = await withPartner({ scenario: 'kernel-close-client-first' })
  const other = await person.secondTab()
  await person.inState('CLOSED', other)
  const [syn, synAck] = trace.segments
  if (!syn || synAck?.ack == null) throw new Error('a short trace')
  // both press Enter at once: one move is right, the other one meets a changed end
  await Promise.all([person.type(typedForm(syn)), person.type(typedForm(syn), other)])
  const sentence = said(person.words.ladder_sent_own, { segment: ladderForm(syn) })
  await person.shows(sentence)
  await person.shows(sentence, 1, other)
  await person.inState('SYN-SENT', other)
  // the second tab plays on, the first one follows
  await partner.inState('SYN-RECEIVED')
  await partner.sendSegment({ flags: SYN | ACK, seq: synAck.seq, ack: synAck.ack, length: 0 })
  await person.inState('ESTABLISHED', other)
  await person.inState('ESTABLISHED')
})

test('says whose connection is interrupted', async ({ withPartner }) => {
  const { partner, person } = await withPartner({ scenario: 'three-way-handshake' })
  const connection = person.page.getByTestId('connection')
  partner.close()
  await expect(connection).toContainText(said(person.words.connection_partner, { name: 'Jonas' }))
  await expect(connection).toHaveAttribute('data-mine', 'open')
})
