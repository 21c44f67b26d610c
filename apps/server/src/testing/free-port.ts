import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Where systems take no ports from by themselves (Linux from 32768 on, others from 49152): a port that a killed server
 * is to have again must not meanwhile have become some socket's own end.
 */
const FROM = 20_000
const TO = 32_000

/** Of these each test process has a share of its own: what one has drawn is listened on only seconds later. */
const SHARES = 8
const SHARE = (TO - FROM) / SHARES
const own = FROM + SHARE * (Number(process.env.VITEST_POOL_ID ?? 0) % SHARES)

/** Draws before something else must be wrong. */
const DRAWS = 50

const drawn = new Set<number>()

/** A port of 127.0.0.1 on which nothing listens, and that nobody else has been given. */
export async function freePort(): Promise<number> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const port = randomInt(own, own + SHARE)
    if (drawn.has(port)) continue
    drawn.add(port)
    if (await isFree(port)) return port
  }
  throw new Error(`${DRAWS} ports between ${own} and ${own + SHARE} were in use`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
