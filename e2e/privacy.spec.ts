import { peerOf, ROLES } from '@woshou/session'
import { expect, test } from './pair.ts'
import { playTrace } from './play-trace.ts'
import { readTrace } from './trace.ts'

/** What only the server knows of a session, by the names under which it is stored. */
const SECRETS = ['arrivals', 'seed', 'wishes', 'ends', 'released', 'fate']

test('a seat’s socket never receives the peer’s variables nor the fate of a segment in flight', async ({ seated }) => {
  test.slow()
  const trace = readTrace('half-close-client-then-server-data')
  const pair = await seated({ scenario: 'kernel-half-close', pace: 0.2 })
  // a wrong attempt is nobody else's business either
  await pair.server.type('S seq=5')
  await expect(pair.server.note()).toBeVisible()

  await playTrace(pair, trace)
  for (const role of ROLES) await expect(pair[role].state()).toHaveText('CLOSED')

  for (const role of ROLES) {
    const { received } = pair[role]
    const raw = received.join('\n')
    expect(received.length).toBeGreaterThan(trace.segments.length)
    for (const secret of SECRETS) expect(raw, `${role} received ${secret}`).not.toContain(`"${secret}"`)

    const events = pair[role].messages().flatMap((message) => (message.type === 'events' ? message.events : []))
    // nothing the peer did is told, but that it sat down or left
    for (const event of events) {
      if (event.type === 'session-created' || event.type === 'seat-taken' || event.type === 'session-ended') continue
      expect('role' in event && event.role, `${role} was told ${event.type}`).toBe(role)
    }
    // the peer's numbers are not known before a segment that carries them has arrived
    const isn = `${trace.segments.find(({ from }) => from === peerOf(role))?.seq}`
    const first = received.findIndex((text) => text.includes('"segment-arrived"'))
    expect(received.slice(0, first).join('\n')).not.toContain(isn)
    expect(received.slice(first).join('\n')).toContain(isn)
    // an own segment is told once it has left, and never again
    const sent = events.filter(({ type }) => type === 'segment-sent').map(({ version }) => version)
    expect(new Set(sent).size).toBe(trace.segments.filter(({ from }) => from === role).length)
  }
})
