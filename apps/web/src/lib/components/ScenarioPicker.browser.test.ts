import type { CatalogueEntry, Role } from '@woshou/session'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import ScenarioPicker from './ScenarioPicker.svelte'

const scenario = (id: string, topic: CatalogueEntry['topic'], step: number | null): CatalogueEntry => ({
  id,
  topic,
  step,
  title: { en: `The ${id}`, 'zh-CN': id },
  summary: { en: `About ${id}`, 'zh-CN': id },
  lesson: { en: '', 'zh-CN': '' },
  level: 'coached',
  calls: 'scripted',
  effort: { segments: { client: 4, server: 3 }, minutes: 3, difficulty: 2 },
})
const own = { ...scenario('own', 'free', null), calls: 'free' as const, effort: null }
const scenarios = [scenario('first', 'open', 1), scenario('aside', 'open', null), scenario('second', 'loss', 2), own]
const pick = (done: Readonly<Record<string, readonly Role[]>>, offered = scenarios, role: Role = 'client') =>
  render(ScenarioPicker, {
    scenarios: offered,
    locale: 'en',
    role,
    chosen: 'first',
    done: new Map(Object.entries(done).map(([id, ends]) => [id, new Set(ends)])),
  })

test('whoever is new is told where to start, how long and how hard each is, and which segments are their own', async () => {
  await page.viewport(1280, 800)
  const screen = await pick({}, scenarios, 'server')
  const first = screen.getByRole('radio', { name: /The first/ })
  await expect.element(first).toHaveAccessibleName(new RegExp(m.scenario_start()))
  for (const said of [
    m.scenario_minutes({ minutes: 3 }),
    m.scenario_segments({ own: 3, all: 7 }),
    m.difficulty_further(),
  ])
    await expect.element(first).toHaveAccessibleName(new RegExp(said))
  await expect
    .element(screen.getByRole('radio', { name: /The own/ }))
    .toHaveAccessibleName(new RegExp(m.scenario_open_ended()))
  await expect.element(screen.getByText(m.path_done({ done: 0, all: 2 }))).toBeVisible()
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument()
})

test('what was played through says so and from which end; the path goes on with a button that leads there', async () => {
  await page.viewport(360, 740)
  const screen = await pick({ first: ['client', 'server'], aside: [] })
  await expect
    .element(screen.getByRole('radio', { name: /The first/ }))
    .toHaveAccessibleName(new RegExp(m.scenario_done_both()))
  await expect
    .element(screen.getByRole('radio', { name: /The aside/ }))
    .toHaveAccessibleName(new RegExp(m.scenario_done()))
  await expect.element(screen.getByText(m.path_done({ done: 1, all: 2 }))).toBeVisible()
  await screen.getByRole('button', { name: /The second/ }).click()
  const second = screen.getByRole('radio', { name: /The second/ })
  await expect.element(second).toHaveFocus()
  await expect.element(second).toBeChecked()
  await expect.element(second).toBeVisible()
  await expect.element(second).toHaveAccessibleName(new RegExp(m.scenario_next({ step: 2 })))
})

test('where only one is offered, nothing is said of where to start', async () => {
  const screen = await pick({}, scenarios.slice(0, 1))
  expect(screen.container.textContent).not.toContain(m.scenario_start())
  await expect.element(screen.getByText(m.path_says())).not.toBeInTheDocument()
})

test('the museum stands in the list as one line until somebody opens it, on a wide screen too', async () => {
  await page.viewport(1280, 800)
  const screen = await pick({}, [...scenarios, scenario('fault', 'museum', null)])
  const fault = screen.getByRole('radio', { name: /The fault/, includeHidden: true })
  await expect.element(fault).not.toBeVisible()
  await expect.element(screen.getByRole('radio', { name: /The aside/ })).toBeVisible()
  const summaries = [...screen.container.querySelectorAll('summary')]
  expect(summaries).toHaveLength(1)
  expect(summaries[0]?.textContent).toContain(m.topic_museum())
  summaries[0]?.click()
  await expect.element(fault).toBeVisible()
})
