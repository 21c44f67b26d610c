import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import CwndChart, { type ChartPoint } from './CwndChart.svelte'
import CwndDrawing from './CwndDrawing.svelte'

const point = (round: number, cwnd: number, more: Partial<ChartPoint> = {}): ChartPoint => ({
  key: round,
  round,
  cwnd,
  ssthresh: 8,
  loss: null,
  why: `why ${round}`,
  ...more,
})
const points = [point(1, 1), point(2, 2), point(3, 4, { loss: 'timeout' }), point(4, 1, { ssthresh: 2 })]

test('cwnd is drawn by shape and words, and told as a sentence and as a table', async () => {
  const { container } = await render(CwndChart, { points, unit: 'MSS', at: 3 })
  expect(container.querySelector('svg[role="img"]')?.getAttribute('aria-label')).toMatch(/1: 1.*2: 2.*3: 4.*4: 1/)
  // a loss has a mark of its own, in the drawing and in the key, and is written
  expect(container.querySelectorAll('svg[role="img"] .loss')).toHaveLength(1)
  expect(container.querySelector('figcaption')?.textContent).toContain('a timeout')
  const rows = [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent?.trim()),
  )
  expect(rows).toEqual([
    ['1', '1', '8', 'why 1'],
    ['2', '2', '8', 'why 2'],
    ['3', '4', '8', 'why 3'],
    ['4', '1', '2', 'why 4'],
  ])
  // where a replay stands
  expect(container.querySelector('tr[aria-current="true"] th')?.textContent).toBe('3')
  expect(container.querySelectorAll('circle.here')).toHaveLength(1)
})

test('a threshold that is arbitrarily high at first does not make nothing of cwnd, and stands in the table', async () => {
  const high = points.map((one) => ({ ...one, ssthresh: 65_535 }))
  const { container } = await render(CwndChart, { points: high, unit: 'MSS' })
  const tops = [...container.querySelectorAll('svg[role="img"] .scale')].map(({ textContent }) => Number(textContent))
  expect(Math.max(...tops)).toBeLessThan(10)
  expect(container.querySelector('.threshold')).toBeNull()
  expect(container.querySelector('tbody td:nth-of-type(2)')?.textContent).toBe('65535')
})

test('it is as wide as what is around it, at 320 px too', async () => {
  const many = Array.from({ length: 60 }, (_, nth) => point(nth + 1, nth + 1))
  const { container } = await render(CwndChart, { points: many, unit: 'MSS' })
  const figure = container.querySelector('figure')
  if (!figure) throw new Error('no figure')
  figure.style.width = '280px'
  await expect.poll(() => container.querySelector('svg[role="img"]')?.getAttribute('width')).toBe('280')
  expect(figure.scrollWidth).toBeLessThanOrEqual(280)
})

test('in a replay the ring stands at the newest step up to the cursor', async () => {
  const steps = [1, 5, 9].map((version, nth) => ({
    version,
    at: nth,
    roundTrip: nth + 1,
    cwnd: 100 * (nth + 1),
    ssthresh: 400,
    phase: 'slow-start' as const,
    because: nth === 0 ? ('opened' as const) : ('acknowledged' as const),
  }))
  const screen = await render(CwndDrawing, { points: steps, tone: 'client', upTo: 8 })
  const current = () => screen.container.querySelector('tr[aria-current="true"] td')?.textContent ?? null
  const details = screen.container.querySelector('details')
  if (details) details.open = true
  await expect.poll(current).toBe('200')
  await screen.rerender({ upTo: 9 })
  await expect.poll(current).toBe('300')
})
