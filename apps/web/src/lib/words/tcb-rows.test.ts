import { ACK, closed, receive, SYN, segment, send } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { numberingOf } from './numbering.ts'
import { changedSince, tcbRows } from './tcb-rows.ts'

const sent = send(closed({ isn: 100 }), segment({ flags: SYN, seq: 100, window: 512 }))
const { tcb: answered } = receive(sent, segment({ flags: SYN, seq: 300, window: 4096 }))
const numbers = { iss: 100, irs: 300 }
const row = (rows: ReturnType<typeof tcbRows>, wanted: string) => rows.find(({ name }) => name === wanted)

test('a sequence number is written both ways, an amount of bytes and what is missing are not', () => {
  const rows = tcbRows(sent, numberingOf('relative', numbers))
  expect(row(rows, 'SND.NXT')).toEqual({ name: 'SND.NXT', value: '1', other: '101', from: undefined })
  expect(row(rows, 'RCV.NXT')).toEqual({ name: 'RCV.NXT', value: null, other: null, from: undefined })
  expect(row(tcbRows(answered, numberingOf('relative', numbers)), 'SND.WND')).toMatchObject({
    value: '4096',
    other: null,
  })
})

test('each side is counted from its own initial sequence number', () => {
  const rows = tcbRows(answered, numberingOf('relative', numbers))
  expect(row(rows, 'ISS')?.value).toBe('0')
  expect(row(rows, 'RCV.NXT')?.value).toBe('1')
  expect(row(tcbRows(answered, numberingOf('absolute', numbers)), 'RCV.NXT')?.value).toBe('301')
})

test('what has changed says what it was, in the same numbers; nothing is not "unchanged"', () => {
  const rows = tcbRows(answered, numberingOf('relative', numbers), changedSince(sent, answered))
  expect(row(rows, 'RCV.NXT')?.from).toBeNull()
  expect(row(rows, 'ISS')?.from).toBeUndefined()
  const back = tcbRows(answered, numberingOf('relative', numbers), () => 101)
  expect(row(back, 'SND.NXT')?.from).toBe('1')
})

test('an end with congestion control has rows for its variables too, and says what they were; another has none', () => {
  const policy = { congestion: 'reno', initialCwnd: 1_000, initialSsthresh: 4_000 } as const
  const opening = send(closed({ isn: 100, policy }), segment({ flags: SYN, seq: 100, window: 512 }))
  const { tcb } = receive(opening, segment({ flags: SYN | ACK, seq: 300, ack: 101, window: 4096 }))
  const numbering = numberingOf('relative', numbers)
  const own = (rows: ReturnType<typeof tcbRows>) => rows.slice(7).map(({ from, name, value }) => [name, value, from])
  expect(own(tcbRows(tcb, numbering))).toEqual([
    ['cwnd', '1000', undefined],
    ['ssthresh', '4000', undefined],
    ['phase', 'slow start', undefined],
  ])
  const lost = 'congestion' in tcb && tcb.congestion ? { ...tcb, congestion: { ...tcb.congestion, cwnd: 536 } } : tcb
  expect(own(tcbRows(lost, numbering, changedSince(tcb, lost)))[0]).toEqual(['cwnd', '536', '1000'])
  expect(own(tcbRows(answered, numbering))).toEqual([])
})
