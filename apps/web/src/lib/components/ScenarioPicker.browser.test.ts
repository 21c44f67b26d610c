import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import ScenarioPicker from './ScenarioPicker.svelte'

const scenario = (id: string) => ({
  id,
  topic: 'open' as const,
  title: { en: id, 'zh-CN': id },
  summary: { en: '', 'zh-CN': '' },
})
const scenarios = ['first', 'second', 'third'].map(scenario)
const pick = (done: readonly string[], offered = scenarios) =>
  render(ScenarioPicker, { scenarios: offered, locale: 'en', chosen: 'first', done: new Set(done) })

test('whoever is new is told where to start', async () => {
  const screen = await pick([])
  await expect
    .element(screen.getByRole('radio', { name: new RegExp(`first.*${m.scenario_start()}`) }))
    .toBeInTheDocument()
  await expect.element(screen.getByRole('radio', { name: new RegExp(m.scenario_done()) })).not.toBeInTheDocument()
})

test('what was played through says so, and the first that was not is next', async () => {
  const screen = await pick(['first', 'third'])
  await expect
    .element(screen.getByRole('radio', { name: new RegExp(`first.*${m.scenario_done()}`) }))
    .toBeInTheDocument()
  await expect
    .element(screen.getByRole('radio', { name: new RegExp(`second.*${m.scenario_next()}`) }))
    .toBeInTheDocument()
  await expect
    .element(screen.getByRole('radio', { name: new RegExp(`third.*${m.scenario_done()}`) }))
    .toBeInTheDocument()
})

test('where only one is offered, nothing is said of where to start', async () => {
  const screen = await pick([], scenarios.slice(0, 1))
  expect(screen.container.textContent).not.toContain(m.scenario_start())
})
