import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { sayReady } from './ready.ts'

// its ESM build does not load in Node
const require = createRequire(import.meta.url)
const { Server, Origins } = require('boardgame.io/server')
const { ActivePlayers } = require('boardgame.io/core')

/** The echo room as a game: a move becomes the state, and the state is sent to both. */
const game = {
  name: 'pair',
  setup: () => ({ last: null }),
  moves: {
    send: ({ G }: { G: { last: unknown } }, message: unknown) => Object.assign(G, { last: message }) && undefined,
  },
  turn: { activePlayers: ActivePlayers.ALL },
}

const server = Server({ games: [game], origins: [Origins.LOCALHOST] })
const { appServer } = await server.run({ port: 0, callback: () => {} })
sayReady((appServer.address() as AddressInfo).port)
