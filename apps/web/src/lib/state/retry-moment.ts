import type { Role, SessionEvent } from '@woshou/session'
import { fromMoment } from '@woshou/session/solo'
import { randomId } from './random-id.ts'
import { solos } from './solos.svelte.ts'

/**
 * Keeps a solo session in this browser that begins where an end of another one stood at a version; its id. Null when that
 * can't be played alone, or the browser has no room for it.
 */
export function retryMoment(
  log: readonly SessionEvent[],
  { role, version }: { readonly role: Role; readonly version: number },
  names: Readonly<Record<Role, string>>,
): string | null {
  const record = fromMoment(log, version, role, names)
  const created = log.find((event) => event.type === 'session-created')
  if (!record || !created) return null
  const id = randomId()
  const { character } = record
  const { title } = created.scenario
  const solo = { id, role, character, title, question: null, createdAt: Date.now(), ended: null, stored: null }
  return solos.keep(solo, record) ? id : null
}
