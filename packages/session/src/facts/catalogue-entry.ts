import * as v from 'valibot'
import { EffortSchema } from './effort.ts'
import { LevelSchema } from './level.ts'
import { LocalizedSchema } from './localized.ts'
import { CALLS, TOPICS } from './scenario.ts'

/** A scenario as `GET /api/scenarios` lists it: what is needed to choose one, and nothing of the ends' scripts. */
export const CatalogueEntrySchema = v.object({
  id: v.string(),
  topic: v.picklist(TOPICS),
  title: LocalizedSchema,
  summary: LocalizedSchema,
  lesson: LocalizedSchema,
  level: LevelSchema,
  calls: v.picklist(CALLS),
  /** Null where nobody can tell: the students make the calls themselves. Older servers do not say. */
  effort: v.optional(v.nullable(EffortSchema), null),
  /** Its place on the recommended path, from 1; null beside it. */
  step: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null),
})
export type CatalogueEntry = v.InferOutput<typeof CatalogueEntrySchema>

/** Those that are on the recommended path, in its order. */
export const pathOf = (entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] =>
  entries.filter(({ step }) => step !== null).sort((a, b) => (a.step ?? 0) - (b.step ?? 0))

/** Where to start, or to go on: the path's first step that was not played through. */
export const nextStep = (
  entries: readonly CatalogueEntry[],
  done: { has(id: string): boolean },
): CatalogueEntry | undefined => pathOf(entries).find(({ id }) => !done.has(id))
