import { expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { numberingOf } from '#lib/words/numbering.ts'
import ArrivalCheck from './ArrivalCheck.svelte'

const absolute = numberingOf('absolute', { iss: 100, irs: 300 })
const relative = numberingOf('relative', { iss: 100, irs: 300 })

const stand = async (props: { numbering?: typeof absolute; wrong?: number; waiting?: boolean; more?: number } = {}) => {
  const oncheck = vi.fn()
  const given = { segment: 'SYN,ACK seq=300 ack=101', from: 'server' as const, numbering: absolute, oncheck, ...props }
  const screen = await render(ArrivalCheck, given)
  const take = screen.getByRole('radio', { name: 'Take it' })
  const state = screen.getByRole('combobox', { name: 'Your state afterwards' })
  const next = screen.getByRole('textbox', { name: /^RCV\.NXT/ })
  return { screen, oncheck, take, state, next }
}

test('it says what arrived, and asks for outcome, state and RCV.NXT', async () => {
  const { next, oncheck, screen, state, take } = await stand()
  await expect.element(screen.getByTestId('arrival')).toHaveTextContent('SYN,ACK seq=300 ack=101')
  await take.click()
  await userEvent.selectOptions(state, 'ESTABLISHED')
  await next.fill('301')
  await userEvent.keyboard('{Enter}')
  expect(oncheck).toHaveBeenCalledExactlyOnceWith({ outcome: 'accepted', state: 'ESTABLISHED', next: 301 })
})

test('Enter on the state says it as well, instead of opening the menu', async () => {
  const { next, oncheck, state, take } = await stand()
  await take.click()
  await next.fill('301')
  await userEvent.selectOptions(state, 'ESTABLISHED')
  state.element().focus()
  await userEvent.keyboard('{Enter}')
  expect(oncheck).toHaveBeenCalledOnce()
})

test('a state that expects nothing yet needs no RCV.NXT', async () => {
  const { oncheck, screen, state } = await stand()
  await screen.getByRole('radio', { name: 'Drop it' }).click()
  await userEvent.selectOptions(state, 'SYN-SENT')
  await expect.element(screen.getByText('SYN-SENT has none.')).toBeVisible()
  await screen.getByRole('button', { name: 'That is what it does' }).click()
  expect(oncheck).toHaveBeenCalledExactlyOnceWith({ outcome: 'dropped', state: 'SYN-SENT', next: null })
})

test('numbers are typed as they are shown, and kept absolute', async () => {
  const { next, oncheck, state, take } = await stand({ numbering: relative })
  await take.click()
  await userEvent.selectOptions(state, 'ESTABLISHED')
  await next.fill('1')
  await userEvent.keyboard('{Enter}')
  expect(oncheck).toHaveBeenCalledExactlyOnceWith({ outcome: 'accepted', state: 'ESTABLISHED', next: 301 })
})

test('what is still missing is asked for, and nothing is said to the judge', async () => {
  const { oncheck, screen, take } = await stand()
  await take.click()
  await screen.getByRole('button', { name: 'That is what it does' }).click()
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('Say all three: what you do with it, the state, and RCV.NXT.')
  expect(oncheck).not.toHaveBeenCalled()
})

test('a wrong check is announced without any reason, and what was said stays', async () => {
  const { next, screen, state, take } = await stand()
  await take.click()
  await userEvent.selectOptions(state, 'SYN-RECEIVED')
  await next.fill('300')
  await screen.rerender({ wrong: 1 })
  await expect.element(screen.getByRole('alert')).toHaveTextContent('That is wrong. Look again.')
  await expect.element(state).toHaveValue('SYN-RECEIVED')
  await expect.element(next).toHaveValue('300')
  await expect.element(next).toHaveAttribute('aria-invalid', 'false')
})

test('while a check has no answer no second one is made', async () => {
  const { next, oncheck, screen, state, take } = await stand({ waiting: true })
  await take.click()
  await userEvent.selectOptions(state, 'ESTABLISHED')
  await next.fill('301')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('button', { name: /Being looked at/ })).toBeDisabled()
  expect(oncheck).not.toHaveBeenCalled()
})

test('it says how many more wait behind this one', async () => {
  const { screen } = await stand({ more: 2 })
  await expect.element(screen.getByText('2 more to be checked after this one.')).toBeVisible()
})
