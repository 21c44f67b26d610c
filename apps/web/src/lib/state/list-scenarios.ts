import { type CatalogueEntry, CatalogueEntrySchema } from '@woshou/session'
import * as v from 'valibot'
import { type Answer, request } from './sessions-api.ts'

const CatalogueSchema = v.array(CatalogueEntrySchema)

/** What can be played on this server. */
export async function listScenarios(): Promise<Answer<readonly CatalogueEntry[]>> {
  const answer = await request<unknown>('/scenarios')
  if (!answer.ok) return answer
  const parsed = v.safeParse(CatalogueSchema, answer.value)
  return parsed.success ? { ok: true, value: parsed.output } : { ok: false, problem: { code: 'server-error' } }
}
