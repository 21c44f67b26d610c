import type { Level, Role, Scenario } from '@woshou/session'
import type { Character } from '@woshou/session/solo'
import { randomId } from './random-id.ts'
import { solos } from './solos.svelte.ts'

/** What a solo session is to be. */
export interface SoloWish {
  readonly scenario: Scenario
  readonly role: Role
  readonly character: Character
  readonly level: Level
  readonly pace: number
  /** What the two seats are called. */
  readonly names: Readonly<Record<Role, string>>
  /** The interview question that it answers. */
  readonly question?: string
}

/** Makes a solo session and keeps it in this browser; its id, or null when the browser has no room for it. */
export async function startSolo({ question, ...wish }: SoloWish): Promise<string | null> {
  const { SoloSession } = await import('@woshou/session/solo')
  const [seed = 1] = crypto.getRandomValues(new Int32Array(1))
  const createdAt = Date.now()
  const { record } = SoloSession.start({ ...wish, seed, createdAt })
  const { character, role, scenario } = wish
  const id = randomId()
  const solo = { id, role, character, title: scenario.title, question: question ?? null, createdAt }
  return solos.keep({ ...solo, ended: null, stored: null }, record) ? id : null
}
