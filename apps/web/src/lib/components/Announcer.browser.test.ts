import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { Announcements } from '#lib/state/announcements.svelte.ts'
import Announcer from './Announcer.svelte'

test('a duplicate is heard as well: the same words twice are two additions', async () => {
  const announcements = new Announcements()
  const view = await render(Announcer, { latest: announcements.latest })
  for (const words of ['Arrived: ACK seq=101 ack=301.', '', 'Arrived: ACK seq=101 ack=301.']) {
    announcements.say(words)
    await view.rerender({ latest: announcements.latest })
  }
  const log = page.getByTestId('announcement').element()
  expect([...log.children].map(({ textContent }) => textContent)).toEqual([
    'Arrived: ACK seq=101 ack=301.',
    'Arrived: ACK seq=101 ack=301.',
  ])
})
