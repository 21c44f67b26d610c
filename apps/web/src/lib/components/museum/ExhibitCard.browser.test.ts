import { EXHIBITS } from '@woshou/session/museum'
import { SCENARIOS } from '@woshou/session/scenarios'
import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import ExhibitCard from './ExhibitCard.svelte'

const show = (id: string, onplay = vi.fn()) => {
  const exhibit = EXHIBITS.find(({ scenario }) => scenario === id)
  const scenario = SCENARIOS.find((one) => one.id === id)
  if (!exhibit || !scenario) throw new Error(`no exhibit ${id}`)
  return render(ExhibitCard, { exhibit, scenario, rules: new Map(), locale: 'en', busy: false, onplay })
}

test('an exhibit starts from the end that is named, leads to its sources, and to a game of two', async () => {
  await page.viewport(360, 740)
  const onplay = vi.fn()
  const screen = await show('synack-acks-too-much', onplay)
  await screen.getByRole('button', { name: new RegExp(m.museum_play_client()) }).click()
  expect(onplay).toHaveBeenLastCalledWith('client')
  await screen.getByRole('button', { name: new RegExp(m.museum_play_server()) }).click()
  expect(onplay).toHaveBeenLastCalledWith('server')
  await expect
    .element(screen.getByRole('link', { name: 'RFC 9293 §3.10.7.3' }))
    .toHaveAttribute('href', 'https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.3')
  await expect
    .element(screen.getByRole('link', { name: new RegExp(m.museum_pair()) }))
    .toHaveAttribute('href', '/new?scenario=synack-acks-too-much')
})

test('its drawing says aloud what is lost, and what no end’s TCP sent', async () => {
  const screen = await show('synack-acks-too-much')
  const drawing = screen.getByRole('img')
  const server = m.role_server()
  await expect
    .element(drawing)
    .toHaveAccessibleName(new RegExp(m.museum_line_lost({ from: server, label: 'SYN,ACK ack=101' })))
  await expect
    .element(drawing)
    .toHaveAccessibleName(new RegExp(m.museum_line_strange({ from: server, label: 'SYN,ACK ack=102' })))
  // never by the dashes alone
  expect(drawing.element().textContent).toContain('SYN,ACK ack=102 ‽')
})

test('on a screen that becomes narrow its drawing gives way', async () => {
  await page.viewport(1280, 800)
  const screen = await show('half-close-cut')
  await page.viewport(320, 640)
  await expect.poll(() => document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
  await expect.poll(() => screen.getByRole('img').element().getBoundingClientRect().right).toBeLessThanOrEqual(320)
})
