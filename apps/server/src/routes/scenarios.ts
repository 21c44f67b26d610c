import { CatalogueSchema } from '@woshou/session/api'
import { catalogueEntry, EFFORTS } from '@woshou/session/scenarios'
import { effortOf } from '@woshou/session/solo'
import type { App } from '../plugins/schemas.ts'
import type { Services } from '../services.ts'

/** What can be played, with what each scenario takes and asks; a teacher's own ones are played for it once, at the start. */
export function scenarioRoutes(app: App, { shelf }: Services): void {
  const scenarios = [...shelf.values()].map((scenario) =>
    catalogueEntry(scenario, scenario.id in EFFORTS ? EFFORTS[scenario.id] : effortOf(scenario)),
  )
  app.get(
    '/api/scenarios',
    { schema: { summary: 'The scenarios', tags: ['scenarios'], response: { 200: CatalogueSchema } } },
    () => scenarios,
  )
}
