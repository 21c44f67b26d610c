import { RULE_IDS } from '@woshou/protocol'
import { checkAxe } from './axe.ts'
import { expect, test } from './pair.ts'
import { said } from './words.ts'

test('coached: a lost SYN,ACK is sent again when its timer runs out, and the debrief says so', async ({ seated }) => {
  const { client, log, server, session } = await seated({ scenario: 'lost-syn-ack' })
  await client.send('S seq=100', 'SYN seq=100')
  await server.receives('SYN seq=100')
  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')

  // nothing comes; both ends wait for an answer that is not on its way, and are told when they have waited enough
  await expect(server.page.getByTestId('timer')).toHaveText(server.words.check_timer_retransmission)
  await expect(server.page.getByTestId('announcement')).toContainText(server.words.ladder_timer_retransmission)
  await expect(client.page.getByTestId('timer')).toHaveText(client.words.check_timer_retransmission)
  await client.inState('SYN-SENT')

  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101', 2)
  await expect(server.page.getByTestId('timer')).toHaveCount(0)
  await client.receives('SYN,ACK seq=300 ack=101')
  await client.send('A seq=101 ack=301', 'ACK seq=101 ack=301')
  await log()

  await client.page.getByRole('link', { name: client.words.debrief_go }).click()
  await expect(client.page).toHaveURL(`/debrief/${session}`)
  const mishap = client.page.getByTestId('mishap')
  await expect(mishap).toHaveCount(1)
  await expect(mishap).toContainText('SYN,ACK seq=300 ack=101')
  await expect(mishap).toContainText(client.words.debrief_drop_link)
  await expect(mishap).toContainText(/sent again .+ later/)
  for (const role of ['client', 'server'] as const) {
    await expect(client.page.getByTestId(`belief-${role}`).filter({ hasText: 'ESTABLISHED' })).toHaveCount(1)
    await expect(client.page.getByTestId(`first-try-${role}`)).toHaveText('100%')
  }
  // one click to what comes next
  await client.page.getByTestId('practise').first().getByRole('link').click()
  await expect(client.page).toHaveURL(/\/new\?scenario=lost-handshake-ack&level=coached$/)
  await expect(client.page.getByRole('radio', { name: 'The last ACK of the handshake is lost' })).toBeChecked()
})

test('wire: a wrong retransmission leaves uncontradicted, its own end stays as it was, and the other end meets it', async ({
  seated,
}) => {
  const { client, server, session } = await seated({ scenario: 'lost-syn-ack', level: 'wire' })
  await client.send('S seq=100', 'SYN seq=100')
  await server.receives('SYN seq=100')
  // not even a wrong check is contradicted: the end goes on as a TCP would
  await server.checks('accepted', 'ESTABLISHED', 101)
  await server.inState('SYN-RECEIVED')
  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')
  await expect(server.page.getByTestId('timer')).toBeVisible()

  // a new initial sequence number for the second try: wrong
  await server.send('SA seq=900 ack=101', 'SYN,ACK seq=900 ack=101')
  await expect(server.note()).toHaveCount(0)
  await expect(server.page.getByTestId('ISS')).toHaveText('300')
  await expect(server.page.getByTestId('SND.NXT')).toHaveText('301')

  // the other end never saw the first one, and believes it
  await client.receives('SYN,ACK seq=900 ack=101')
  await client.checks('accepted', 'ESTABLISHED', 901)
  await client.inState('ESTABLISHED')
  await client.send('A seq=101 ack=901', 'ACK seq=101 ack=901')
  await server.receives('ACK seq=101 ack=901')
  await server.checks('reset', 'SYN-RECEIVED', 101)
  await server.send('R seq=901', 'RST seq=901')
  await client.receives('RST seq=901')
  await client.checks('accepted', 'CLOSED', null)
  await client.inState('CLOSED')

  await client.page.getByRole('button', { name: client.words.play_leave, exact: true }).click()
  await client.page.getByRole('button', { name: client.words.play_leave_end }).click()
  await server.page.getByRole('link', { name: server.words.debrief_go }).click()
  await expect(server.page).toHaveURL(`/debrief/${session}`)
  const slips = server.page.getByTestId('debrief-server').getByTestId('slip')
  await expect(slips).toHaveCount(2)
  await expect(slips.first()).toContainText('ESTABLISHED')
  await expect(slips.last()).toContainText(server.words.debrief_slip_left)
  await expect(slips.last()).toContainText('SYN,ACK seq=900 ack=101')
  await expect(slips.last()).toContainText('重传的 SYN,ACK 序号不变')
  await checkAxe(server.page, 'the debrief of a wire session, in Chinese')
  // at its place in the replay
  await slips.last().getByRole('link', { name: server.words.debrief_replay_at }).click()
  await expect(server.page.getByRole('slider')).toBeVisible()
  await expect(server.page.getByRole('region', { name: server.words.note_label })).toBeVisible()
})

test('exam: a wrong check of an arrival is called wrong and nothing more; the reasons come in the debrief', async ({
  seated,
}) => {
  const { client, log, server } = await seated({ scenario: 'three-way-handshake', level: 'exam' })
  await expect(client.page.getByTestId('level')).toHaveText(client.words.level_exam)
  await client.type('SA seq=100 ack=7')
  await expect(client.page.getByText(client.words.check_withheld).first()).toBeVisible()
  await expect(client.note()).toHaveCount(0)
  await client.send('S seq=100', 'SYN seq=100')
  await server.receives('SYN seq=100')
  await expect(server.page.getByTestId('announcement')).toContainText(server.words.check_announce)
  await server.inState('LISTEN')

  // first the arrival, then the answer
  await server.type('SA seq=300 ack=101')
  await expect(server.page.getByText(server.words.refusal_check_first).first()).toBeVisible()
  await expect(server.entries(said(server.words.ladder_sent_own, { segment: 'SYN,ACK seq=300 ack=101' }))).toHaveCount(
    0,
  )

  await server.check('accepted', 'SYN-RECEIVED', 100)
  await expect(server.page.getByRole('alert').filter({ hasText: server.words.check_wrong })).toBeVisible()
  await server.inState('LISTEN')
  const told = server.received.filter((text) => text.includes('check-next-expected-wrong'))
  expect(told, 'the reason must not be on the wire before the end').toEqual([])
  await checkAxe(server.page, 'an exam with a wrong check, in Chinese')

  // by the keyboard alone: 1, then E and the state, then N and the number, Enter
  await server.page.getByRole('heading', { level: 1 }).click()
  await server.page.keyboard.press('1')
  await server.page.keyboard.press('e')
  await expect(server.page.getByLabel(server.words.check_state)).toBeFocused()
  await server.page.keyboard.press('Escape')
  await server.page.getByTestId('arrival-check').getByRole('textbox').fill('101')
  await server.page.keyboard.press('Enter')
  await server.inState('SYN-RECEIVED')
  // the form has gone, and the focus with it to what is next
  await expect(server.page.getByRole('heading', { name: server.words.play_compose })).toBeFocused()

  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')
  await client.receives('SYN,ACK seq=300 ack=101')
  await client.checks('accepted', 'ESTABLISHED', 301)
  await client.send('A seq=101 ack=301', 'ACK seq=101 ack=301')
  await server.receives('ACK seq=101 ack=301')
  await server.checks('accepted', 'ESTABLISHED', 101)
  await log()

  await server.page.getByRole('link', { name: server.words.debrief_go }).click()
  const page = server.page
  const slip = page.getByTestId('debrief-server').getByTestId('slip')
  await expect(slip).toHaveCount(1)
  await expect(slip).toContainText('RCV.NXT = SEG.SEQ + 1（SYN） = 101')
  await expect(page.getByTestId('first-try-server')).toHaveText('67%')
  await expect(page.getByTestId('debrief-client').getByTestId('slip')).toContainText('SYN,ACK seq=100 ack=7')
  // each lesson leads to its rule
  await expect(slip.getByRole('link', { name: server.words.debrief_rule })).toHaveAttribute(
    'href',
    '/rules#check-next-expected-wrong',
  )
  await page.goto('/rules#check-next-expected-wrong')
  await expect(page.locator('[id="check-next-expected-wrong"] details')).toHaveAttribute('open')
  await page.getByLabel(server.words.rules_search).fill('TIME-WAIT')
  await expect(page.getByRole('status').filter({ hasText: /条/ })).toContainText(
    new RegExp(`^${RULE_IDS.length} 条规则中的 \\d+ 条$`),
  )
})
