import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { numberingOf } from '#lib/words/numbering.ts'
import FlightList from '../network/FlightList.svelte'
import ArrivalCheck from './ArrivalCheck.svelte'
import ComposerStand from './ComposerStand.test.svelte'
import Hints from './Hints.svelte'
import { PLAY_KEYS } from './play-keys.ts'
import ShortcutList from './ShortcutList.svelte'

/** What the help lists, one by one. */
const listed = Object.values(PLAY_KEYS).flatMap((keys) => (typeof keys === 'string' ? [keys] : Object.values(keys)))

test('no key does two things', () => {
  expect(new Set(listed).size).toBe(listed.length)
})

test('every key that the help lists is announced by one control, and no other is', async () => {
  const numbering = numberingOf('absolute', { iss: 100, irs: 300 })
  const nothing = () => {}
  await render(ComposerStand, { onsend: nothing })
  await render(Hints, { hints: [], onask: nothing })
  await render(ArrivalCheck, { segment: 'SYN', from: 'server', numbering, oncheck: nothing })
  const flight = { sent: 4, from: 'client', label: 'SYN', progress: 0, when: '' } as const
  await render(FlightList, { flights: [flight], selected: 4, oninterfere: nothing })
  const announced = [...document.querySelectorAll('[aria-keyshortcuts]')].map((control) =>
    control.getAttribute('aria-keyshortcuts'),
  )
  // Enter and ? are the page's own
  expect(announced.toSorted()).toEqual(
    listed.filter((key) => key !== PLAY_KEYS.send && key !== PLAY_KEYS.help).toSorted(),
  )
  const { container } = await render(ShortcutList)
  const told = [...container.querySelectorAll('dt')].flatMap(({ textContent }) => textContent.split(' '))
  expect(told).toEqual(listed)
})
