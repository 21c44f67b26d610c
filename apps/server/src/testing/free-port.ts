import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * Where systems take no ports from by themselves (Linux from 32768 on, others from 49152): a port that a killed server
 * is to have again must not meanwhile have become some socket's own end.
 */
const FROM = 20_000
const TO = 26_000

/**
 * Each port's twin, on which whoever draws the port listens as long as it lives: what one has drawn is listened on only
 * seconds later, and again after a kill, and no other process, nor another run beside this one, may draw it meanwhile.
 * Nothing is left of a claim when its process is killed.
 */
const TWIN = TO - FROM

/** Draws before something else must be wrong. */
const DRAWS = 50

/** A port of 127.0.0.1 on which nothing listens, and that nobody else has been given while this process lives. */
export async function freePort(): Promise<number> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const port = randomInt(FROM, TO)
    const claim = await listenOn(port + TWIN)
    const server = claim && (await listenOn(port))
    if (server) {
      server.close()
      await once(server, 'close')
      return port
    }
    claim?.close()
  }
  throw new Error(`${DRAWS} ports between ${FROM} and ${TO} were in use`)
}

/** @returns a listener that keeps no process alive; null where somebody listens already */
async function listenOn(port: number): Promise<Server | null> {
  const server = createServer().unref().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null
    throw error
  }
}
