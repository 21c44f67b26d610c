import type { SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { nextMove, playOut, SoloSession } from '@woshou/session/solo'

/** A solo session that two partners have played to its end, the student's seat the client's. */
export function playedSolo(scenario = 'lost-syn-ack', createdAt = Date.UTC(2026, 4, 4)): readonly SessionEvent[] {
  const found = SCENARIOS.find(({ id }) => id === scenario)
  if (!found) throw new Error(`no scenario ${scenario}`)
  const names = { client: 'You', server: 'Careless partner' }
  const wish = { scenario: found, role: 'client', character: 'prompt', level: 'coached', pace: 0.5, names } as const
  const { log, session } = SoloSession.start({ ...wish, seed: 5, createdAt })
  return [...log, ...playOut(session, (now, role) => nextMove(now, role, 'prompt', 5)).events]
}

/** Offers a solo session, or what is none. */
export async function offerSolo(url: string, body: unknown) {
  const response = await fetch(`${url}/api/solo-sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
