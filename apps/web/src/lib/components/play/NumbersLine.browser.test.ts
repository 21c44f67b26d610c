import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import type { NumbersLine as Line } from '#lib/words/numbers-line.ts'
import NumbersLine from './NumbersLine.svelte'
import SackLines from './SackLines.svelte'

const line: Line = {
  zones: [
    { kind: 'acknowledged', first: 0, last: 0, cells: 1 },
    { kind: 'flying', first: 1, last: 30, cells: 30 },
    { kind: 'open', first: 31, last: 40, cells: 10 },
    { kind: 'beyond', first: 41, last: null, cells: 6 },
  ],
  counted: true,
  limit: null,
  outside: 0,
  reported: [
    { first: 6, last: 10, at: 1 / 6, share: 1 / 6 },
    { first: 16, last: 30, at: 1 / 2, share: 1 / 2 },
  ],
}

test('what the peer has reported with SACK is filled in where it lies, and read aloud', async () => {
  const { container } = await render(NumbersLine, { line, tone: 'client', format: String })
  const flying = container.querySelector('.bar .flying')?.getBoundingClientRect()
  const filled = [...container.querySelectorAll('.bar .reported')].map((part) => part.getBoundingClientRect())
  if (!flying) throw new Error('nothing is on its way')
  const share = (of: number) => Math.round((of / flying.width) * 6)
  expect(filled.map(({ left, width }) => [share(left - flying.left), share(width)])).toEqual([
    [1, 1],
    [3, 3],
  ])
  expect(container.querySelector('[data-zone="reported"]')?.textContent?.replaceAll(/\s+/g, ' ').trim()).toBe(
    '6 – 10, 16 – 30',
  )
})

test('without any, nothing speaks of SACK', async () => {
  const { container } = await render(NumbersLine, { line: { ...line, reported: [] }, tone: 'client', format: String })
  expect(container.textContent).not.toContain('SACK')
  const none = await render(SackLines, {
    sack: { held: [], sacked: [], recovery: null },
    own: String,
    peers: String,
  })
  expect(none.container.textContent?.trim()).toBe('')
})

test('the TCB says what is held beyond the gap, the newest first, and what the peer holds, each in its own numbers', async () => {
  const sack = {
    held: [
      [331, 361],
      [311, 312],
    ],
    sacked: [[106, 111]],
    recovery: null,
  } as const
  const screen = await render(SackLines, { sack, own: (n) => `${n - 100}`, peers: (n) => `${n - 300}` })
  await expect.element(screen.getByTestId('sack-held')).toHaveTextContent('31 – 60, 11')
  await expect.element(screen.getByTestId('sack-reported')).toHaveTextContent('6 – 10')
})

test('which of both windows limits is said beside the line, and what is on the way beyond a cwnd that has fallen', async () => {
  const limit = { cwnd: 20, wnd: 60, bytes: 20, by: 'cwnd', beyond: 10 } as const
  const screen = await render(NumbersLine, { line: { ...line, limit }, tone: 'client', format: String })
  const said = () => screen.container.textContent
  await expect.poll(said).toContain('min(cwnd 20, SND.WND 60) = 20: the network limits')
  expect(said()).toContain('10 bytes more than it allows')
  await screen.rerender({ line: { ...line, limit: { ...limit, wnd: 10, bytes: 10, by: 'wnd', beyond: 0 } } })
  await expect.poll(said).toContain('min(cwnd 20, SND.WND 10) = 10: the receiver limits')
  expect(said()).not.toContain('more than it allows')
  await screen.rerender({ line })
  await expect.poll(said).not.toContain('limits what may be on the way')
})
