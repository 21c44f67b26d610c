import { formatTyped, PSH, type Segment } from '@woshou/protocol'
import { LEVELS, ROLES, type Role, type SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chosen, scenario, Table } from '../../../session/src/testing/table.ts'
import { conversationLog } from '../observe/conversation-log.ts'
import { readCapture } from '../read/read-capture.ts'
import { ethernetPacket } from './ethernet-packet.ts'
import { exportCapture } from './export-capture.ts'

const played = (id: string, seed = 7): readonly SessionEvent[] => {
  const table = new Table(scenario(id), seed).seat()
  table.send('client', chosen('A', 42))
  return table.play().log
}

/** A segment with what of its options a play can have. */
const line = (segment: Segment): string =>
  `${formatTyped(segment)} ${JSON.stringify([segment.options?.mss, segment.options?.sackPermitted, segment.options?.sack])}`

/** What passed one end's card, told from the log alone. */
const passed = (log: readonly SessionEvent[], vantage: Role) =>
  log.flatMap((event) => {
    // what an end's faulty stack made of it has passed its card
    if (event.type === 'segment-sent' && event.role === vantage)
      return [`${vantage} ${line(event.altered ?? event.segment)}`]
    if (event.type === 'segment-arrived' && event.role === vantage)
      return [`${vantage === 'client' ? 'server' : 'client'} ${line(event.segment)}`]
    return []
  })

/** The segments of an exported file in the file's order; addresses, not imports, say who is who. */
function packets(file: Uint8Array): readonly string[] {
  const result = readCapture(file)
  if (!result.ok) throw new Error(result.error.detail)
  expect(result.problems.filter(({ code }) => code !== 'no-tcp')).toEqual([])
  return result.conversations
    .flatMap(({ client, segments }) =>
      segments.map(({ from, packet, segment }) => {
        const role = (from === 'client') === client.address.endsWith('.1') ? 'client' : 'server'
        return { packet, line: `${role} ${line(segment)}` }
      }),
    )
    .sort((a, b) => a.packet - b.packet)
    .map((one) => one.line)
}

describe('an exported session', () => {
  test.each(SCENARIOS.map(({ id }) => id))('%s, read again, holds what passed each card', (id) => {
    const log = played(id)
    for (const vantage of ROLES)
      expect(packets(exportCapture(log, { vantage, locale: 'en' }))).toEqual(passed(log, vantage))
  })

  test('any session with any moves, at any level: export, then import gives the same segments', {}, () => {
    const moves = fc.array(
      fc.tuple(
        fc.constantFrom(...ROLES),
        fc.constantFrom('due', 'wait', 'SA', 'A', 'FA', 'R', 'PA', 'SF', ''),
        fc.nat(20),
        fc.nat(400),
      ),
      { maxLength: 30 },
    )
    const seed = Number(process.env.FC_SEED ?? 20_260_101)
    console.log(`seed ${seed}`)
    fc.assert(
      fc.property(
        fc.constantFrom(...SCENARIOS),
        fc.constantFrom(...LEVELS),
        fc.nat(1_000),
        moves,
        (of, level, draw, made) => {
          const table = new Table({ ...of, level }, draw).seat()
          for (const [role, what, near, length] of made) {
            const { tcb } = table.session.ends[role]
            const nxt = 'snd' in tcb ? tcb.snd.nxt : 100
            const ack = 'rcv' in tcb ? tcb.rcv.nxt : 0
            if (table.session.ended) break
            if (what === 'wait') table.wait()
            else if (what !== 'due')
              table.send(role, chosen(what, (nxt + near) >>> 0, ack, what.includes('P') ? length : 0))
            else if (table.session.ends[role].inbox.length === 0) table.sendDue(role)
          }
          for (const vantage of ROLES)
            expect(packets(exportCapture(table.log, { vantage, locale: 'zh-CN' }))).toEqual(passed(table.log, vantage))
        },
      ),
      { seed, numRuns: Number(process.env.FC_RUNS ?? 200) },
    )
  })

  test('imported, it shows both ends’ states as they were, and nothing wrong', () => {
    for (const id of [
      'open-and-close-from-client',
      'data-in-between',
      'half-close',
      'wrap-around',
      'lost-syn-ack',
      'simultaneous-close',
    ])
      for (const vantage of ROLES) {
        const result = readCapture(
          exportCapture(new Table(scenario(id), 7).seat().play().log, { vantage, locale: 'en' }),
        )
        const [conversation] = result.ok ? result.conversations : []
        if (!conversation) throw new Error('no conversation')
        const log = conversationLog(conversation)
        expect(log.flatMap((event) => ('violations' in event ? event.violations : []))).toEqual([])
      }
  })

  test('holds nobody’s name', () => {
    const log = played('half-close').map((event) =>
      event.type === 'seat-taken' ? { ...event, name: 'Zhuangzi 庄子' } : event,
    )
    const file = Buffer.from(exportCapture(log, { vantage: 'server', locale: 'zh-CN' }))
    expect(file.includes('Zhuangzi')).toBe(false)
    expect(file.includes(Buffer.from('庄子'))).toBe(false)
    expect(file.includes(Buffer.from('握手'))).toBe(true)
  })

  test('of a session in which nothing was sent, the explanations stand at the section', () => {
    const table = new Table(scenario('three-way-handshake')).seat()
    table.send('client', chosen('A', 42))
    const file = Buffer.from(exportCapture(table.log, { vantage: 'server', locale: 'en' }))
    expect(file.includes('was held back')).toBe(true)
    expect(packets(file)).toEqual([])
  })

  test('can be of an imported capture in turn', () => {
    const file = exportCapture(played('kernel-half-close'), { vantage: 'client', locale: 'en' })
    const result = readCapture(file)
    const [conversation] = result.ok ? result.conversations : []
    if (!conversation) throw new Error('no conversation')
    const again = exportCapture(conversationLog(conversation), { vantage: 'client', locale: 'en' })
    expect(packets(again)).toEqual(packets(file))
  })
})

test('text that no IPv4 packet can hold is cut at its end, and the lengths stay right', () => {
  const bytes = ethernetPacket({ flags: PSH, seq: 1, ack: 1, window: 1, text: 'x'.repeat(70_000) }, 'client', 1)
  expect(bytes).toHaveLength(14 + 65_535)
  expect(new DataView(bytes.buffer).getUint16(16)).toBe(65_535)
})
