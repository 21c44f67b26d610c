import {
  ACK,
  add,
  FIN,
  type Flags,
  hasAck,
  hasFin,
  hasRst,
  hasSyn,
  isSynchronized,
  RST,
  type Segment,
  type Seq,
  SYN,
  type Tcb,
} from '../src/index.ts'

/** A right segment with one field spoilt. */
export interface Mutant {
  readonly name: string
  readonly segment: Segment
}

const FLAG_MUTATIONS: readonly (readonly [string, Flags])[] = [
  ['SYN toggled', SYN],
  ['FIN toggled', FIN],
  ['RST toggled', RST],
  ['ACK toggled', ACK],
]

/** Every plausible way to get one field of `segment` wrong, seen from the end that is about to send it. */
export function mutants(tcb: Tcb, segment: Segment): readonly Mutant[] {
  const out: Mutant[] = []
  const put = (name: string, change: Partial<Segment>): void => {
    out.push({ name, segment: { ...segment, ...change } })
  }
  for (const [name, bit] of FLAG_MUTATIONS) put(name, { flags: segment.flags ^ bit })
  const numbers = (field: 'seq' | 'ack', extra: readonly (readonly [string, Seq])[]): void => {
    const right = segment[field]
    const wrong: (readonly [string, Seq])[] = [
      [`${field} +1`, add(right, 1)],
      [`${field} -1`, add(right, -1)],
      [`${field} +2`, add(right, 2)],
      [`${field} +1000`, add(right, 1000)],
      [`${field} far above`, add(right, 1_000_000)],
      [`${field} far below`, add(right, -1_000_000)],
      ...extra,
    ]
    for (const [name, value] of wrong) if (value !== right) put(name, { [field]: value })
  }
  const whole = isSynchronized(tcb) ? tcb : null
  numbers(
    'seq',
    whole === null
      ? []
      : [
          ['seq is the own ISN', whole.iss],
          ['seq is the peer’s ISN', whole.irs],
          ['seq is the ack', segment.ack],
          ['seq is relative', (segment.seq - whole.iss) >>> 0],
        ],
  )
  if (hasAck(segment))
    numbers(
      'ack',
      whole === null
        ? []
        : [
            ['ack is the peer’s ISN', whole.irs],
            ['ack is the own ISN', whole.iss],
            ['ack is the seq', segment.seq],
            ['ack is relative', (segment.ack - whole.irs) >>> 0],
          ],
    )
  if (whole !== null && hasAck(segment) && segment.seq !== segment.ack)
    put('seq and ack swapped', { seq: segment.ack, ack: segment.seq })
  if (!hasSyn(segment) && !hasRst(segment)) {
    if (segment.text !== '') {
      put('text one shorter', { text: segment.text.slice(0, -1) })
      put('text one longer', { text: `${segment.text}x` })
      put('text gone', { text: '' })
    } else put('text from nowhere', { text: 'x'.repeat(5) })
    if (whole !== null) put('text beyond the window', { text: 'x'.repeat(Math.min(65_535, whole.snd.wnd + 1)) })
  }
  if (!hasFin(segment) && segment.text !== '') put('FIN early', { flags: segment.flags | FIN })
  return out
}
