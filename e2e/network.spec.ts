import type { Page } from '@playwright/test'
import { ACK, FIN, SYN } from '@woshou/protocol'
import type { SessionEvent } from '@woshou/session'
import { ask, type TakenSeat } from '../apps/server/src/testing/pair.ts'
import { checkAxe } from './axe.ts'
import { expect, type Seating, test } from './pair.ts'
import { words } from './words.ts'

const en = words('en')

const flight = (page: Page, label: string) => page.getByTestId('flights').getByText(label, { exact: true })

/**
 * Plays with a network that delays a SYN,ACK and drops a FIN, and looks at all that comes of it.
 * @param pace how long segments are on their way
 * @returns false when the network has come too late for one of them
 */
async function dropsFin(network: Page, url: string, { join, sit }: Seating, pace: number): Promise<boolean> {
  const opened = await ask<TakenSeat & { code: string }>(url, '/api/sessions', {
    scenario: 'open-and-close-from-client',
    role: 'client',
    name: 'Mei',
    pace,
    network: true,
  })

  /** Waits until a segment is seen on its way, or has arrived before that. */
  const sees = (label: string, arrives: Promise<unknown>) =>
    Promise.race([expect(flight(network, label)).toBeVisible(), arrives])
  /** Whether the network has done so, when nothing is on its way any more. */
  const did = async (what: string) => {
    await expect(network.getByText(en.network_flights_none)).toBeVisible()
    return (await network.getByTestId('did').filter({ hasText: what }).count()) > 0
  }
  // the third one comes first: the invitation offers both seats
  await network.goto(`/join/${opened.code}`)
  await network.getByRole('radio', { name: en.network_join_as }).check()
  await network.getByLabel(en.name_label).fill('Zhou')
  await checkAxe(network, 'an invitation to two seats')
  await network.getByRole('button', { name: en.join_take }).click()
  await expect(network.getByText(en.network_waiting)).toBeVisible()

  const taken = await ask<TakenSeat>(url, `/api/invitations/${opened.code}/seats`, { name: 'Jonas' })
  const server = await join(taken)
  const client = await sit({ seat: opened, name: 'Mei', locale: 'en' })
  await expect(client.page.getByText('Zhou is the network')).toBeVisible()

  await client.send('S seq=100', 'SYN seq=100')
  await sees('SYN seq=100', server.inState('SYN-RECEIVED'))
  await checkAxe(network, 'the network seat')
  await server.inState('SYN-RECEIVED')
  await expect(network.getByText(en.network_flights_none)).toBeVisible()
  // a button does it as well: later, and only once
  const arrives = client.receives('SYN,ACK seq=300 ack=101')
  await Promise.all([
    Promise.race([network.getByRole('button', { name: en.network_delay }).click(), arrives]),
    server.sendSegment({ flags: SYN | ACK, seq: 300, ack: 101, length: 0 }),
  ])
  await arrives
  if (!(await did('SYN,ACK seq=300 ack=101: delayed'))) return false
  await client.send('A seq=101 ack=301', 'ACK seq=101 ack=301')
  await server.inState('ESTABLISHED')

  const drop = async () => {
    await sees('FIN,ACK seq=101 ack=301', server.inState('CLOSE-WAIT'))
    await network.keyboard.press('d')
  }
  await Promise.all([drop(), client.send('FA seq=101 ack=301', 'FIN,ACK seq=101 ack=301')])
  if (!(await did('FIN,ACK seq=101 ack=301: dropped'))) return false

  // its sender is told nothing but that its time is up
  await expect(client.page.getByTestId('timer')).toHaveText(en.check_timer_retransmission)
  await client.send('FA seq=101 ack=301', 'FIN,ACK seq=101 ack=301', 2)
  await server.inState('CLOSE-WAIT')
  await server.sendSegment({ flags: ACK, seq: 301, ack: 102, length: 0 })
  await server.sendSegment({ flags: FIN | ACK, seq: 301, ack: 102, length: 0 })
  await client.receives('FIN,ACK seq=301 ack=102')
  await client.send('A seq=102 ack=302', 'ACK seq=102 ack=302')
  // 2MSL, and it is over
  await expect(network.getByTestId('announcement').locator('p').last()).toHaveText(en.network_over)
  await network.getByRole('link', { name: en.debrief_go }).click()
  const mishaps = network.getByTestId('mishap')
  await expect(mishaps).toHaveCount(2)
  await expect(mishaps.first()).toContainText('delayed by Zhou, the network')
  await expect(mishaps.last()).toContainText('dropped by Zhou, the network')
  await expect(mishaps.last()).toContainText(/sent again .+ later/)
  await checkAxe(network, 'the debrief of a session with a network')
  const { events } = await ask<{ events: readonly SessionEvent[] }>(url, `/api/sessions/${opened.session}/events`)
  expect(events.filter(({ type }) => type === 'fault-made')).toMatchObject([
    { role: 'network', do: 'delay' },
    { role: 'network', do: 'drop' },
  ])
  return true
}

test('a third one on the network seat drops a FIN; it is sent again, and the debrief names who did it', async ({
  baseURL,
  join,
  page,
  sit,
}) => {
  test.slow()
  const url = baseURL ?? ''
  // where a second and a half is too short for a browser to click, four times as long: what is late has changed nothing
  const done = (await dropsFin(page, url, { join, sit }, 1)) || (await dropsFin(page, url, { join, sit }, 4))
  expect(done).toBe(true)
})

test('in free play a student loses an own segment on purpose', async ({ withPartner }) => {
  const { partner, person } = await withPartner({ scenario: 'free-play', pace: 2 })
  const { page } = person
  await partner.until(() => partner.view?.started)
  await partner.move({ type: 'call-application', call: { type: 'open-passive' } })
  await page.getByRole('button', { name: en.call_open_active }).click()
  await expect(page.getByTestId('wish')).toContainText(en.wish_open)
  await person.send('S seq=100', 'SYN seq=100')
  // out of the field, where letters are typed
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await expect(page.getByTestId('flights')).toHaveCount(0)
  await expect(page.getByTestId('timer')).toHaveText(en.check_timer_retransmission)
  expect(partner.view?.end.tcb.state).toBe('LISTEN')
  await person.send('S seq=100', 'SYN seq=100', 2)
  await partner.inState('SYN-RECEIVED')
})
