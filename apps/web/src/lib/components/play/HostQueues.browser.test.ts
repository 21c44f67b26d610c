import { closed } from '@woshou/protocol'
import type { Listener } from '@woshou/session'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import HostQueues from './HostQueues.svelte'

const NOTHING = { dropped: 0, overflowed: 0, cookies: 0, accepted: 0, givenUp: 0 }
const crowded: Listener = {
  plan: { backlog: 2, synQueue: 3, cookies: false, overflow: 'drop', accepts: 'never', giveUp: 63_000 },
  places: { syn: 3, accept: 3 },
  synQueue: [
    { stranger: 1, since: 0 },
    { stranger: null, since: 1 },
  ],
  acceptQueue: [2, 3, 4].map((stranger) => ({ stranger, since: 2 })),
  acceptedAt: null,
  counts: { ...NOTHING, overflowed: 1 },
}
const stand = (listener: Listener = crowded) =>
  render(HostQueues, { listener, tcb: closed(), tone: 'server', format: String })

test('both queues are told place by place: who waits, and what is free', async () => {
  const screen = await stand()
  await expect.element(screen.getByRole('region', { name: 'This host’s queues' })).toBeVisible()
  const [syn, accept] = screen.getByRole('list').elements()
  const said = (list: Element | undefined) =>
    [...(list?.children ?? [])].map((one) => one.querySelector('.sr-only')?.textContent)
  expect(said(syn)).toEqual(['stranger 1', 'this connection', 'free'])
  expect(said(accept)).toEqual(['stranger 2', 'stranger 3', 'stranger 4'])
  await expect.element(screen.getByText('2 of 3 places taken')).toBeVisible()
  await expect.element(screen.getByText('third segments turned away: 1')).toBeVisible()
})

test('only a queue without a place left is called full', async () => {
  const screen = await stand()
  expect(screen.getByText('full', { exact: true }).elements()).toHaveLength(1)
  await screen.rerender({ listener: { ...crowded, acceptQueue: [] } })
  expect(screen.getByText('full', { exact: true }).elements()).toHaveLength(0)
})

test('taken, own and free places are told apart without colour', async () => {
  // without a theme a border that names its colour is none
  for (const name of ['--edge', '--ink', '--paper', '--server'])
    document.documentElement.style.setProperty(name, '#888')
  const screen = await stand()
  const [syn] = screen.getByRole('list').elements()
  const looks = [...(syn?.children ?? [])].map((one) => {
    const { backgroundImage, borderStyle, borderWidth } = getComputedStyle(one)
    return `${backgroundImage === 'none' ? 'plain' : 'striped'} ${borderStyle} ${borderWidth}`
  })
  expect(looks).toEqual(['striped solid 1px', 'plain solid 2px', 'plain dashed 1px'])
})

test('a narrow column scrolls nothing sideways', async () => {
  const many = Array.from({ length: 30 }, (_, nth) => ({ stranger: nth + 1, since: 0 }))
  const screen = await stand({ ...crowded, places: { syn: 64, accept: 3 }, synQueue: many })
  const section = screen.getByRole('region').element() as HTMLElement
  section.style.width = '240px'
  expect(section.scrollWidth).toBeLessThanOrEqual(240)
  await expect.element(screen.getByText('and 52 more')).toBeVisible()
})
