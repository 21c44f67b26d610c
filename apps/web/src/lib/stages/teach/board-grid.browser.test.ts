import type { Standing } from '@woshou/classroom'
import type { Role } from '@woshou/session'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import type { BoardPair } from '#lib/state/board-pairs.ts'
import GridStand from './GridStand.test.svelte'

const AWAY: Standing = { kind: 'away' }
const THINKS: Standing = { kind: 'thinking', since: 0 }
const WAITS: Standing = { kind: 'waiting', for: 'partner' }
const STUCK: Standing = {
  kind: 'stuck',
  causes: [{ cause: 'same-rule', rule: 'ack-equals-received-seq', times: 3 }],
  since: 0,
}

/** A pair whose client stands so; the server waits. */
function pair(number: number, client: Standing, forMs = 0): BoardPair {
  const seat = (role: Role, standing: Standing) => ({
    role,
    participant: `${role}-${number}`,
    name: `${role} of ${number}`,
    pseudonym: { en: `Amber ${number}`, 'zh-CN': `琥珀 ${number}` },
    standing,
    forMs: role === 'client' ? forMs : null,
  })
  return {
    pair: number,
    session: `session-${number}`,
    network: null,
    lookedAt: false,
    tile: null,
    stands: client.kind,
    need: client.kind === 'stuck' ? 80 + forMs / 1e9 : 10,
    client: seat('client', client),
    server: seat('server', WAITS),
  }
}

const calm = [1, 2, 3, 4, 5, 6].map((number) => pair(number, number % 2 ? THINKS : WAITS))
const withStuck = [...calm.slice(0, 4), pair(5, STUCK, 125_000), calm[5] ?? expect.fail()]
const shown = () => page.getByRole('listitem').elements()
const order = () => shown().map((tile) => Number(tile.querySelector('[data-pair]')?.getAttribute('data-pair')))

test('whoever is stuck leads, and says in words who, why and for how long; a turn that changes hands moves nothing', async () => {
  await page.viewport(1366, 768)
  const screen = await render(GridStand, { pairs: calm })
  // the pointer is where another file's test has left it
  await screen.getByRole('button', { name: 'before' }).hover()
  await expect.poll(order).toEqual([1, 2, 3, 4, 5, 6])
  await screen.rerender({ pairs: withStuck })
  await expect.poll(order).toEqual([5, 1, 2, 3, 4, 6])
  const tile = screen.getByRole('button', { name: new RegExp(m.teach_pair({ pair: 5 })) })
  for (const said of [
    `client of 5 *(Amber 5)? *: ${m.teach_stuck()}`,
    m.teach_cause_same_rule_roomy({ times: 3 }),
    '2:05',
  ])
    await expect.element(tile).toHaveAccessibleName(new RegExp(said))
  // the worst first, whatever their numbers, and who is away before all who need nobody
  await screen.rerender({ pairs: [pair(1, STUCK, 1_000), ...withStuck.slice(1, 5), pair(6, AWAY)] })
  await expect.poll(order).toEqual([5, 1, 6, 2, 3, 4])
  // after whoever is stuck, whatever the number
  await screen.rerender({ pairs: [pair(1, AWAY), ...withStuck.slice(1)] })
  await expect.poll(order).toEqual([5, 1, 2, 3, 4, 6])
})

test('the order stands still while the pointer is in the grid, and is another one when it has left', async () => {
  await page.viewport(1366, 768)
  const screen = await render(GridStand, { pairs: calm })
  await expect.poll(order).toEqual([1, 2, 3, 4, 5, 6])
  await screen.getByRole('button', { name: new RegExp(m.teach_pair({ pair: 2 })) }).hover()
  await screen.rerender({ pairs: withStuck })
  await expect.element(screen.getByTestId('waits')).toHaveTextContent('true')
  expect(order()).toEqual([1, 2, 3, 4, 5, 6])
  // in its place it says how it stands
  await expect.element(screen.getByRole('button', { name: /2:05/ })).toBeVisible()
  await screen.getByRole('button', { name: 'before' }).hover()
  await expect.poll(order).toEqual([5, 1, 2, 3, 4, 6])
})

test('Tab reaches one tile, arrows the others, and meanwhile none moves away', async () => {
  await page.viewport(1366, 768)
  const screen = await render(GridStand, { pairs: calm })
  await screen.getByRole('button', { name: 'before' }).click()
  await userEvent.tab()
  await expect.element(screen.getByRole('button', { name: new RegExp(m.teach_pair({ pair: 1 })) })).toHaveFocus()
  await userEvent.keyboard('{ArrowRight}{ArrowDown}')
  const focused = () => document.activeElement?.getAttribute('data-pair')
  // three in a row at 800 px
  await expect.poll(focused).toBe('5')
  await screen.rerender({ pairs: withStuck })
  await expect.element(screen.getByTestId('waits')).toHaveTextContent('true')
  expect(order()).toEqual([1, 2, 3, 4, 5, 6])
  expect(focused()).toBe('5')
  await userEvent.tab({ shift: true })
  await expect.element(screen.getByRole('button', { name: 'before' })).toHaveFocus()
  await expect.poll(order).toEqual([5, 1, 2, 3, 4, 6])
})

test('a grid that goes away under the pointer leaves no order behind for the next round', async () => {
  await page.viewport(1366, 768)
  const screen = await render(GridStand, { pairs: calm })
  await screen.getByRole('button', { name: new RegExp(m.teach_pair({ pair: 2 })) }).hover()
  await screen.rerender({ pairs: withStuck })
  await expect.element(screen.getByTestId('waits')).toHaveTextContent('true')
  await screen.rerender({ gone: true })
  await expect.element(screen.getByTestId('waits')).toHaveTextContent('false')
})
