import { ROLES, type Role } from '@woshou/session'
import * as v from 'valibot'
import { recall, remember } from './storage.ts'

/** `lost-syn client`; builds before this one stored the scenario alone. */
const EntriesSchema = v.array(v.string())

/**
 * The scenarios that were played to their goal in this browser, alone or with a partner, and from which ends: none is
 * named where that is not known.
 */
export function doneScenarios(): ReadonlyMap<string, ReadonlySet<Role>> {
  const done = new Map<string, Set<Role>>()
  for (const entry of entries()) {
    const [id = '', end] = entry.split(' ')
    const ends = done.get(id) ?? new Set()
    const role = ROLES.find((known) => known === end)
    if (role) ends.add(role)
    done.set(id, ends)
  }
  return done
}

/** Notes that a scenario's goal was reached from one end. */
export function rememberDone(scenario: string, role: Role): void {
  const entry = `${scenario} ${role}`
  const known = entries()
  if (!known.includes(entry)) remember('done', [...known, entry].slice(-500))
}

function entries(): readonly string[] {
  const stored = v.safeParse(EntriesSchema, recall('done'))
  return stored.success ? stored.output : []
}
