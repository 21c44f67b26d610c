import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ladderOfLog, Replay } from '@woshou/session'
import { expect, test } from 'vitest'
import { conversationLog } from '../observe/conversation-log.ts'
import { scenarioFromConversation } from '../observe/scenario-from-conversation.ts'
import {
  block,
  concat,
  enhanced,
  iface,
  ipv4Bytes,
  ipv6Bytes,
  LINKS,
  pcapFile,
  section,
} from '../testing/capture-writer.ts'
import { segmentsOf, V6, WHOLE } from '../testing/exchange.ts'
import { exportCapture } from '../write/export-capture.ts'
import { readCapture } from './read-capture.ts'

const RUNS = Number(process.env.CAPTURE_FUZZ_RUNS ?? 5_000)
const SEED = Number(process.env.CAPTURE_FUZZ_SEED ?? 20_260_101)

/** A small generator with a seed (mulberry32), so that a failure can be had again. */
function generator(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const packet = (bytes: readonly number[]) => ({ at: 1_800_000_000_000_000_000n, bytes: Uint8Array.from(bytes) })
const v4 = segmentsOf(WHOLE).map((one) => ({ ...one, options: one.flags & 2 ? [2, 4, 5, 0xb4, 4, 2, 3, 3] : [] }))
const v6 = segmentsOf(WHOLE, V6).map((one) => ipv6Bytes(one, [[0, [0, 0, 0, 0, 0, 0, 0]]]))
const folder = join(import.meta.dirname, '../../fixtures/pcap')

const SEEDS: readonly Uint8Array[] = [
  ...readdirSync(folder).map((file) => new Uint8Array(readFileSync(join(folder, file)))),
  ...Object.values(LINKS).map(({ link, wrap }) =>
    pcapFile(
      link,
      v4.map((one) => packet(wrap(ipv4Bytes(one)))),
    ),
  ),
  pcapFile(101, v6.map(packet), { little: false, nano: true }),
  concat(
    section(),
    iface(1, { resolution: 9 }),
    block(5, new Uint8Array(16)),
    iface(113, { offset: 3 }),
    ...v4.map((one) => enhanced(0, 5n, packet(LINKS.QinQ?.wrap(ipv4Bytes(one)) ?? []))),
    section(false),
    iface(276, { little: false, resolution: 0x8a }),
    ...v6.map((ip) => enhanced(0, 6n, packet(LINKS['Linux cooked v2']?.wrap(ip) ?? []), false)),
  ),
]

/** Values that parsers trip over. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff]

function mutated(random: (below: number) => number): Uint8Array {
  const seed = SEEDS[random(SEEDS.length)] ?? new Uint8Array(0)
  let bytes = seed.slice()
  for (let times = 1 + random(6); times > 0 && bytes.length > 0; times--) {
    const at = random(bytes.length)
    switch (random(5)) {
      case 0:
        bytes[at] = random(256)
        break
      case 1:
        for (let n = 0; n < 4 && at + n < bytes.length; n++) bytes[at + n] = NASTY[random(NASTY.length)] ?? 0
        break
      case 2:
        bytes = bytes.slice(0, at)
        break
      case 3:
        bytes.copyWithin(random(bytes.length), at, at + random(64))
        break
      case 4:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
        break
    }
  }
  return bytes
}

test(`${RUNS} random and mutated files are all answered, and what was read can be replayed`, {
  timeout: 600_000,
}, () => {
  console.log(`seed ${SEED}`)
  const random = generator(SEED)
  let readable = 0
  let logs = 0
  for (let run = 0; run < RUNS; run++) {
    const file = run % 10 === 0 ? Uint8Array.from({ length: random(200) }, () => random(256)) : mutated(random)
    const given = file.slice()
    const result = readCapture(file)
    if (!result.ok) {
      expect(result.error.at).toBeLessThanOrEqual(file.length)
      continue
    }
    readable++
    for (const { segments } of result.conversations) if (segments.length === 0) throw new Error(`run ${run}: empty`)
    // Driving an engine through each takes a hundred times as long as reading it.
    if (run % 40 !== 1) continue
    for (const conversation of result.conversations) {
      logs++
      const log = conversationLog(conversation)
      for (const [index, event] of log.entries()) {
        if (event.version !== index + 1 || !Number.isFinite(event.at) || event.at < (log[index - 1]?.at ?? 0))
          throw new Error(`run ${run}: version ${event.version} at ${event.at}`)
      }
      if (logs % 10 === 0) {
        new Replay(log).at(log.length)
        ladderOfLog(log)
        exportCapture(log, { vantage: 'client', locale: 'zh-CN' })
        scenarioFromConversation(conversation, 'server')
      }
    }
    expect(file).toEqual(given)
  }
  console.log(`${RUNS} files, ${readable} readable, ${logs} conversations replayed`)
})
