import { evolveTile, parseTile, type Tile, withPresence } from '@woshou/classroom'
import { moments } from '@woshou/session'
import { expect, it } from 'vitest'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { Air, AirBus } from '../../testing/air.ts'
import { hostOf, liveSessions } from '../../testing/live-sessions.ts'
import { send, sessionOfPair, storePair } from '../../testing/tiled-class.ts'
import { HostedTile } from './hosted-tile.ts'

it('is as the log has it, however much has happened since it was told last', async () => {
  const log = new MemoryLog()
  const registry = liveSessions({ log, bus: new AirBus('one', new Air()) })
  await storePair(log, 1)
  const host = await hostOf(registry, sessionOfPair(1))
  let changes = 0
  const fail = () => expect.fail('its log is read')
  const hosted = new HostedTile(1, host, { log, report: fail }, () => void changes++, fail)
  try {
    await expect.poll(() => changes).toBe(1)
    let wrong = 0
    // few, as many as are folded one by one, one more, and many: then it is folded meanwhile
    for (const appends of [1, 8, 9, 30]) {
      for (let nth = 0; nth < appends; nth++) await send(host, 'client', 'wrong')
      wrong += appends
      const tile = told(hosted)
      expect(tile, `${appends} at once`).toEqual(await byLog(log, tile.version))
      expect(tile.client).toMatchObject({ wrong, again: wrong, right: 0 })
    }
    for (let nth = 0; nth < 8; nth++) await send(host, 'client', 'wrong')
    await send(host, 'client', 'right')
    const tile = told(hosted)
    expect(tile).toEqual(await byLog(log, tile.version))
    expect(tile.client).toMatchObject({ wrong: wrong + 8, again: 0, rule: null, right: 1 })
  } finally {
    hosted.end()
    await registry.close()
  }
})

function told({ note }: HostedTile): Tile {
  const [, , text] = note ?? expect.fail('it is known how the pair stands')
  return parseTile(text) ?? expect.fail(text)
}

/** Folded append by append, as far as a tile tells. */
async function byLog(log: MemoryLog, version: number): Promise<Tile> {
  let tile: Tile | null = null
  for (const { event, session } of moments(await log.read(sessionOfPair(1))))
    if (event.version <= version) tile = evolveTile(tile, [event], session)
  return withPresence(tile ?? expect.fail('there is a session'), { client: false, server: false })
}
