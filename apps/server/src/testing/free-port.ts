import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Where systems take no ports from by themselves (Linux from 32768 on, others from 49152): a port that a killed server
 * is to have again must not meanwhile have become some socket's own end.
 */
const FROM = 20_000
const TO = 32_000

/** Draws before something else must be wrong. */
const DRAWS = 50

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort(): Promise<number> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const port = randomInt(FROM, TO)
    if (await isFree(port)) return port
  }
  throw new Error(`${DRAWS} ports between ${FROM} and ${TO} were in use`)
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
