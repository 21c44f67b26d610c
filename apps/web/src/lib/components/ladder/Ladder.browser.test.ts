import type { LadderTick, Ladder as Model } from '@woshou/session'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Ladder from './Ladder.svelte'

const ticks = Array.from(
  { length: 30 },
  (_, index): LadderTick => ({
    version: index + 1,
    role: 'client',
    at: index * 1_000,
    kind: 'state',
    from: 'CLOSED',
    to: 'SYN-SENT',
  }),
)
const model: Model = {
  lines: [],
  ticks,
  start: { client: 'CLOSED', server: 'CLOSED' },
  from: 0,
  until: 30_000,
  ended: null,
  latency: 1_000,
}

/** A ladder in so much room, and px of it below what is in sight. */
async function inRoomOf(height: number) {
  const place = document.createElement('div')
  place.style.cssText = `display: grid; grid-template-rows: minmax(0, 1fr); width: 600px; height: ${height}px`
  document.body.append(place)
  const time = { now: 30_000, rate: 0, at: 0 }
  await render(Ladder, { target: place, props: { model, perspective: 'both', time, format: String } })
  const scroller = place.querySelector('.scroller') as HTMLElement
  const below = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  return { below, place, scroller }
}

test('what is newest stays in sight when there is less room, while time stands still', async () => {
  const { below, place, scroller } = await inRoomOf(500)
  await expect.poll(() => scroller.scrollTop).toBeGreaterThan(0)
  expect(below()).toBeLessThan(2)
  place.style.height = '300px'
  await expect.poll(() => scroller.clientHeight).toBeLessThan(300)
  await expect.poll(below).toBeLessThan(2)
  expect(place.querySelector('.newest')).toBeNull()
})

test('who has scrolled back stays there, whatever room there is', async () => {
  const { below, place, scroller } = await inRoomOf(500)
  await expect.poll(() => scroller.scrollTop).toBeGreaterThan(0)
  scroller.scrollTop = 0
  await expect.poll(() => place.querySelector('.newest')).not.toBeNull()
  place.style.height = '300px'
  expect(scroller.clientHeight).toBeLessThan(300)
  // whoever observes a size hears of it with the second frame at the latest
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
  expect(below()).toBeGreaterThan(300)
  expect(scroller.scrollTop).toBe(0)
})
