import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import type { Services } from '../services.ts'
import { ScenarioSummarySchema } from './session-schemas.ts'

/** What can be played. */
export function scenarioRoutes(app: App, { shelf }: Services): void {
  const scenarios = [...shelf.values()].map(({ id, topic, title, summary, lesson, level, calls }) => ({
    id,
    topic,
    title,
    summary,
    lesson,
    level,
    calls,
  }))
  app.get(
    '/api/scenarios',
    { schema: { summary: 'The scenarios', tags: ['scenarios'], response: { 200: v.array(ScenarioSummarySchema) } } },
    () => scenarios,
  )
}
