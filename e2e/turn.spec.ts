import type { Locator } from '@playwright/test'
import { checkAxe } from './axe.ts'
import { expect, test } from './pair.ts'
import type { Person } from './person.ts'
import { watchShown } from './shown.ts'
import { said } from './words.ts'

const line = (person: Person) => person.page.getByTestId('turn')
const yours = async (person: Person, rest: string) => {
  await expect(line(person)).toHaveText(
    new RegExp(`^${person.words.turn_yours}\\s*${rest.replaceAll('.', '\\.')}\\s*$`),
  )
}
const arrived = (person: Person, segment: string) => yours(person, said(person.words.turn_arrived, { segment }))
const waits = (person: Person, sentence: keyof Person['words'], name = '') =>
  expect(line(person)).toHaveText(said(person.words[sentence], { name }))

test('the line says whose turn it is from the open to TIME-WAIT, in both languages', async ({ seated }) => {
  test.slow()
  const { client, log, server } = await seated({ scenario: 'data-in-between', pace: 0.5, numbers: 'relative' })
  const [mei, jonas] = ['Mei 林梅', 'Jonas']
  await yours(client, client.words.turn_application)
  await waits(server, 'turn_waiting', mei)
  await expect(line(client)).toHaveAttribute('role', 'status')

  const shown = { client: await watchShown(client.page, 'turn'), server: await watchShown(server.page, 'turn') }
  const saidThatItTravels = ({ role, words }: Person) =>
    expect.poll(async () => (await shown[role]()).some((text) => text.includes(words.turn_on_its_way))).toBe(true)
  await client.type('S seq=0')
  await saidThatItTravels(client)
  await arrived(server, 'SYN seq=0')
  await waits(client, 'turn_waiting', jonas)
  await server.type('SA seq=0 ack=1')
  await saidThatItTravels(server)
  await arrived(client, 'SYN,ACK seq=0 ack=1')
  await waits(server, 'turn_waiting', mei)
  await client.type('A seq=1 ack=1')
  await yours(client, client.words.turn_application)
  await waits(server, 'turn_waiting_either', mei)
  await client.type('A seq=1 ack=1 len=10')
  await arrived(server, 'ACK seq=1 ack=1 len=10')
  await server.type('A seq=1 ack=11 len=20')
  await arrived(client, 'ACK seq=1 ack=11 len=20')
  await client.type('A seq=11 ack=21')
  await yours(client, client.words.turn_application)
  await client.type('FA seq=11 ack=21')
  await arrived(server, 'FIN,ACK seq=11 ack=21')
  await server.type('A seq=21 ack=12')
  await yours(server, server.words.turn_application)
  await waits(client, 'turn_waiting', jonas)
  await server.type('FA seq=21 ack=12')
  await arrived(client, 'FIN,ACK seq=21 ack=12')
  await client.type('A seq=12 ack=22')
  await log()
  await expect(line(client)).toHaveCount(0)
})

test('who waits for a partner that is gone is told so, and no longer when the partner is back', async ({
  withPartner,
}) => {
  const { joinAgain, partner, person } = await withPartner({ scenario: 'three-way-handshake' }, 'server')
  await waits(person, 'turn_waiting', 'Mei 林梅')
  partner.close()
  await waits(person, 'turn_gone', 'Mei 林梅')
  await joinAgain()
  await waits(person, 'turn_waiting', 'Mei 林梅')
})

/** Nothing lies over the middle of it, and all of it is on the screen. */
async function uncovered(target: Locator): Promise<void> {
  await expect
    .poll(() =>
      target.evaluate((element) => {
        const { bottom, left, right, top } = element.getBoundingClientRect()
        if (top < 0 || bottom > innerHeight) return `from ${top} to ${bottom} of ${innerHeight}`
        const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
        return over && (element.contains(over) || over.contains(element))
          ? 'seen'
          : `under ${over?.outerHTML.slice(0, 120)}`
      }),
    )
    .toBe('seen')
}

test('on a phone with its keyboard up, Send, the fields and the own numbers are in sight', async ({ withPartner }) => {
  const { person } = await withPartner({ scenario: 'three-way-handshake' })
  const { page, words } = person
  const send = page.getByRole('button', { name: words.play_send, exact: true })
  // before anything is scrolled, on every screen
  for (const [width, height] of [
    [320, 640],
    [1024, 768],
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await uncovered(send)
    await uncovered(page.getByTestId('RCV.NXT'))
  }
  const own = page.getByTestId('own-numbers')
  const seq = page.getByRole('textbox', { name: 'seq' })
  await expect(page.locator('.site-header')).not.toBeInViewport()
  await seq.tap().catch(() => seq.click())
  await page.setViewportSize({ width: 390, height: 508 })
  for (const target of [send, own, seq, page.getByRole('textbox', { name: 'ack' }), line(person)])
    await uncovered(target)
  await expect(own).toContainText('SND.NXT')
  await expect(own).toContainText('RCV.NXT')
  const [above, below] = [await own.boundingBox(), await seq.boundingBox()]
  expect((above?.y ?? 0) < (below?.y ?? 0)).toBe(true)
})

test('with a note, on a phone and on a low screen, Send and the flags are in sight', async ({ withPartner }) => {
  const { person } = await withPartner({ scenario: 'three-way-handshake' })
  const { page, words } = person
  for (const [width, height] of [
    [390, 844],
    [1366, 650],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const wrong of ['SA seq=5 ack=9', 'A seq=5 ack=9', 'FA seq=9 ack=4']) {
      await person.type(wrong)
      await expect(person.note()).toBeVisible()
      await uncovered(page.getByRole('button', { name: words.play_send, exact: true }))
      await uncovered(page.getByRole('checkbox', { name: 'SYN' }).locator('..'))
      await uncovered(person.note().getByRole('heading'))
    }
  }
})

test('a right segment with something odd in it leaves; the judge’s remark blocks nothing and goes with the next', async ({
  seated,
}) => {
  const { client, server } = await seated({ scenario: 'three-way-handshake', numbers: 'absolute' })
  const remark = (person: Person) => person.page.getByRole('region', { name: person.words.remark_label })
  await client.send('S seq=5', 'SYN seq=5')
  await expect(remark(client).getByRole('heading')).toHaveText('The initial number must be unpredictable')
  await expect(client.page.getByRole('status').filter({ hasText: 'anybody would guess' })).toHaveCount(1)
  await expect(client.note()).toHaveCount(0)
  await server.receives('SYN seq=5')
  await server.send('SA seq=6 ack=6', 'SYN,ACK seq=6 ack=6')
  await expect(remark(server)).toContainText('允许这样做；但你的编号与对端的编号毫无关系')
  await checkAxe(client.page, 'a remark in English')
  await checkAxe(server.page, 'a remark in Chinese')
  await client.receives('SYN,ACK seq=6 ack=6')
  await expect(remark(client)).toBeVisible()
  await client.send('A seq=6 ack=7', 'ACK seq=6 ack=7')
  await expect(remark(client)).toHaveCount(0)
})

test('an exam with a limit counts tries down, and then takes no more', async ({ withPartner }) => {
  const { person } = await withPartner({ scenario: 'three-way-handshake', level: 'exam', tries: 2 })
  const { page, words } = person
  const tries = page.getByTestId('tries')
  await expect(tries).toHaveText(said(words.tries_left, { count: '2' }))
  await person.type('FA seq=5 ack=9')
  await expect(tries).toHaveText(said(words.tries_left, { count: '1' }))
  await person.type('FA seq=6 ack=9')
  await expect(page.getByText(words.refusal_no_tries_left)).toBeVisible()
  await expect(page.getByRole('button', { name: words.play_send, exact: true })).toBeDisabled()
  await checkAxe(page, 'an exam without tries')
})

test('the wheel over a focused number field changes nothing; one click puts the generator’s number into its field', async ({
  withPartner,
}) => {
  const { person } = await withPartner({ scenario: 'three-way-handshake' })
  const { page, words } = person
  const length = page.getByLabel(words.play_length)
  await length.fill('7')
  await length.hover()
  // one way: what it did the other way would undo that
  await page.mouse.wheel(0, 300)
  await page.mouse.wheel(0, 300)
  // what the wheel did is done before a key that is pressed after it
  await page.keyboard.press('End')
  await expect(length).toHaveValue('7')

  const offer = page.getByRole('button', { name: new RegExp(said(words.play_isn_use, { number: '\\d+' })) })
  const number = /\d+/.exec(await offer.innerText())?.[0] ?? ''
  await offer.click()
  await expect(page.getByRole('textbox', { name: 'seq' })).toHaveValue(number)
})

test('an exam’s diagram does not tell which segment leads where; coached play does', async ({ withPartner }) => {
  const exam = await withPartner({ scenario: 'three-way-handshake', level: 'exam' }, 'server')
  const { page, words } = exam.person
  await expect(page.locator('main')).not.toContainText('snd SYN,ACK')
  // nor what a state means, nor which variable goes into which field
  await expect(page.locator('main')).not.toContainText(words.state_listen)
  await page.getByRole('button', { name: /^RCV\.NXT/ }).click()
  await expect(page.locator('[popover]:popover-open')).toContainText(words.tcb_untold)
  const coached = await withPartner({ scenario: 'three-way-handshake' }, 'server')
  await expect(coached.person.page.locator('main')).toContainText('snd SYN,ACK')
})
