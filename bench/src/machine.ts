import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem } from 'node:os'

const require = createRequire(import.meta.url)
const versionOf = (name: string) =>
  (require(`../package.json`) as { dependencies: Record<string, string> }).dependencies[name]

/** On what, and with what, the figures were measured. */
export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  /** Of the last minute, as the run began: others may be at work here. */
  load: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
})

export const versions = () => ({
  node: process.versions.node,
  ws: versionOf('ws'),
  '@fastify/websocket': versionOf('@fastify/websocket'),
  colyseus: versionOf('@colyseus/core'),
  'boardgame.io': versionOf('boardgame.io'),
})
