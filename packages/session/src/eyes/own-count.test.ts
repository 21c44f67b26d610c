import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, SEATS, VIEWERS, type Viewer } from '../facts/role.ts'
import { choiceOf, scenario, Table } from '../testing/table.ts'
import { dueNow } from './due-now.ts'
import { EYES } from './eyes.ts'
import { OwnCount } from './own-count.ts'

/** Two who err, ask for values and interfere by hand, as chance has it. */
function played(seed: number, acts: readonly string[]): readonly SessionEvent[] {
  const table = new Table(scenario('data-in-between'), seed, { network: true }).seat().sit('network')
  for (const act of acts) {
    const [flight] = table.session.inFlight
    if (act === 'wait') table.wait()
    else if (act === 'network')
      table.move('network', { type: 'interfere', sent: flight?.sent ?? 1, do: seed % 2 ? 'drop' : 'delay' })
    else {
      const role = act === 'client' || act === 'client errs' ? 'client' : 'server'
      const [next] = dueNow(table.session.ends[role])
      if (act.endsWith('errs')) {
        table.send(role, { flags: 2, seq: 5, ack: 0, length: 0 })
        table.move(role, { type: 'reveal-value' })
      } else if (next) table.send(role, choiceOf(next.segment))
    }
  }
  return table.log
}

const ACTS = ['client', 'client errs', 'server', 'server errs', 'network', 'wait'] as const

function counted(log: readonly SessionEvent[], viewer: Viewer): OwnCount {
  const count = new OwnCount(viewer)
  for (const event of log) count.take(event)
  return count
}

test('a seat counts what it sees: 1, 2, 3, …, whatever lies between in the log', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.constantFrom(...ACTS), { maxLength: 60 }), (seed, acts) => {
      const log = played(seed, acts)
      for (const viewer of VIEWERS) {
        const count = counted(log, viewer)
        const told = log.flatMap((event) => count.tell(event) ?? [])
        expect(told.map(({ version }) => version)).toEqual(told.map((_event, index) => index + 1))
        expect(count.newest).toBe(told.length)
      }
    }),
    { numRuns: 60 },
  )
})

test('what is told as soon as it has been counted is looked at once, and told alike later', () => {
  const log = played(1, ['client', 'server', 'client'])
  const looks = vi.spyOn(EYES.client, 'see')
  const count = new OwnCount('client')
  const told = log.map((event) => {
    count.take(event)
    return count.tell(event)
  })
  expect(looks).toHaveBeenCalledTimes(log.length)
  looks.mockRestore()
  expect(log.map((event) => count.tell(event))).toEqual(told)
})

test('only who is coached is told what the judge remarks: in an exam and on the wire not even the bytes tell', () => {
  for (const level of ['coached', 'exam', 'wire'] as const) {
    const table = new Table({ ...scenario('three-way-handshake'), level }, 1).seat()
    table.send('client', { flags: 2, seq: 5, ack: 0, length: 0 })
    const count = counted(table.log, 'client')
    const remarks = (event: SessionEvent | undefined) => event?.type === 'segment-sent' && event.remarks.length
    const sent = table.log.find(({ type }) => type === 'segment-sent')
    expect(remarks(sent), level).toBe(1)
    expect(sent && remarks(count.tell(sent) as SessionEvent), level).toBe(level === 'coached' ? 1 : 0)
  }
})

test('a number leads back to its event in the log, and an event of the log to what was seen up to it', () => {
  const log = played(1, ['client', 'client errs', 'wait', 'server errs', 'server', 'wait', 'client', 'network', 'wait'])
  for (const seat of SEATS) {
    const count = counted(log, seat)
    let seen = 0
    for (const event of log) {
      if (count.tell(event)) {
        seen += 1
        expect(count.versionOf(seen)).toBe(event.version)
      }
      expect(count.at(event.version)).toBe(seen)
    }
    expect(seen).toBeLessThan(log.length)
    expect(count.at(0)).toBe(0)
    expect(count.versionOf(0)).toBe(0)
    expect(count.versionOf(1_000_000), 'what nobody has been told of is what is newest').toBe(count.versionOf(seen))
  }
})

test('what an event or a command refers to is referred to by the seat’s number', () => {
  const log = played(1, ['client', 'network', 'wait', 'client errs', 'client', 'wait', 'server errs', 'server', 'wait'])
  const network = counted(log, 'network')
  const wire = log.flatMap((event) => network.tell(event) ?? [])
  const faults = wire.filter((event) => event.type === 'fault-made')
  expect(faults.length).toBeGreaterThan(0)
  for (const { sent } of faults) {
    expect(wire[sent - 1]?.type).toBe('segment-sent')
    const command = { type: 'interfere', sent, do: 'drop' } as const
    expect(log[Number(Object(network.asked(command)).sent) - 1]?.type).toBe('segment-sent')
  }
  expect(network.asked({ type: 'interfere', sent: 1_000, do: 'drop' }), 'nothing has that number').toMatchObject({
    sent: 0,
  })
  for (const role of ROLES) {
    const told = log.flatMap((event) => counted(log, role).tell(event) ?? [])
    const revealed = told.filter((event) => event.type === 'value-revealed')
    expect(revealed.length, role).toBeGreaterThan(0)
    for (const { attempt } of revealed) expect(told[attempt - 1]?.type).toBe('segment-withheld')
  }
})
