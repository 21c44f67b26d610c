// `npm run attack`: two addresses do all that is dear, at their limits, in processes of their own, while a pair plays at
// the same server. Prints how long the pair's moves take to be stored, without the attack and under each kind of it.
// ATTACK_MOVES says how many moves are measured each time; arguments name kinds (replay, join, …).

import { openStorage } from '../apps/server/src/storage/prisma/open-storage.ts'
import { Attack } from '../apps/server/src/testing/attack/attack.ts'
import { ASSAULTS, type Assault } from '../apps/server/src/testing/attack/attack-plan.ts'
import { storeTargets } from '../apps/server/src/testing/attack/targets.ts'
import { Bystanders, quantile } from '../apps/server/src/testing/bystanders.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'

const MOVES = Number(process.env.ATTACK_MOVES || 200)
const ADDRESSES = ['127.0.0.2', '127.0.0.3']
/** Milliseconds: what a bystander may feel. */
const GOAL = { p95: 50, longest: 250 }

const wanted = process.argv.slice(2)
const unknown = wanted.filter((kind) => !(ASSAULTS as readonly string[]).includes(kind))
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; there are ${ASSAULTS.join(', ')}`)
const kinds = wanted.length > 0 ? (wanted as Assault[]) : ASSAULTS

using folder = new TemporaryFolder()
const DATABASE_URL = `file:${folder.file('woshou.db')}`
const storage = await openStorage(DATABASE_URL)
const targets = await storeTargets(storage)
await storage.close()
// the limits of production, the overload's too
const server = await ServerProcess.start({ DATABASE_URL, LOG_LEVEL: 'error', LOOP_DELAY_LIMIT: '250' })
const bystanders = await Bystanders.join(server.url)
let missed = false

function report(name: string, times: readonly number[], outcomes: object = {}): void {
  const [p50, p95, longest] = [quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1)]
  const late = name !== 'quiet' && (p95 > GOAL.p95 || longest > GOAL.longest)
  missed ||= late
  const figures = [p50, p95, longest].map((time) => time.toFixed(1).padStart(8)).join(' ')
  console.log(`${name.padEnd(11)} ${figures}  ${late ? 'MISSED ' : ''}${JSON.stringify(outcomes)}`)
}

console.log(`stored moves of bystanders, ms; goal: p95 ${GOAL.p95}, longest ${GOAL.longest}`)
console.log(`${''.padEnd(11)} ${['p50', 'p95', 'longest'].map((head) => head.padStart(8)).join(' ')}`)
await bystanders.storedMoves(20)
report('quiet', await bystanders.storedMoves(MOVES))
for (const assaults of [...kinds.map((kind) => [kind]), ...(kinds.length > 1 ? [kinds] : [])]) {
  const attack = await Attack.begin({ url: server.url, targets, assaults }, ADDRESSES)
  const times = await bystanders.storedMoves(MOVES)
  report(assaults.length > 1 ? 'all at once' : (assaults[0] ?? ''), times, await attack.end())
}
bystanders.close()
await server.stop('SIGTERM')
if (missed) process.exitCode = 1
