import { expect, it } from 'vitest'
import { ask, joinPair, playToEnd, seatPair } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer } from '../testing/start-server.ts'

// real processes and sockets, on machines that are busy with other things too

it('logs hold no name, no token, no code, and no session’s id', async () => {
  const server = await startServer({ env: { logLevel: 'trace' } })
  const names = { client: 'Zhāng Xiǎomíng', server: 'Ångström' }
  const pair = await seatPair(server.url, { names })
  const sockets = await joinPair(server.url, pair)
  await playToEnd(sockets)
  // and what goes wrong
  await ask(server.url, `/api/invitations/${pair.code}x`).catch(() => {})
  await ask(server.url, '/api/sessions', { name: names.client, role: 'no' }).catch(() => {})
  await ask(server.url, `/api/sessions/${pair.session}`, undefined, 'wrong-token-wrong-toke').catch(() => {})
  const wrong = await SeatSocket.open(server.url)
  wrong.send({ type: 'join', session: pair.session, token: 'z'.repeat(22), since: 0 })
  await wrong.closed()
  await SeatSocket.open(`${server.url}/join/${pair.code}`, { origin: server.url }).catch(() => {})
  await fetch(`${server.url}/join/${pair.code}`)
  await server.close()

  const log = server.logged.join('')
  expect(server.logged.length).toBeGreaterThan(7)
  const secrets = [
    ...Object.values(names),
    ...Object.values(pair.seats).map(({ token }) => token),
    pair.code,
    pair.session,
    'z'.repeat(22),
    'wrong-token-wrong-toke',
  ]
  for (const secret of secrets) expect(log).not.toContain(secret)
  const lines = server.logged.map((line) => JSON.parse(line))
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'answered',
      status: 201,
      req: { method: 'POST', route: '/api/invitations/:code/seats' },
    }),
  )
})
