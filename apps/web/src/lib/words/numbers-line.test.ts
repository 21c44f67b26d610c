import { add, isSynchronized, relativeTo, sendWindow, type Tcb, variables } from '@woshou/protocol'
import { begin, moments, ROLES, type Role, type SessionEvent, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { nextMove, playOut } from '@woshou/session/solo'
import { expect, test } from 'vitest'
import { numbersLine } from './numbers-line.ts'

function played(id: string): readonly SessionEvent[] {
  const scenario = SCENARIOS.find((one) => one.id === id) ?? expect.fail(id)
  const begun = begin({ scenario, level: 'coached', pace: 1, seed: 7, now: 0 })
  const one = sit(begun.session, 'client', 'Lin', 0) ?? expect.fail()
  const both = sit(one.session, 'server', 'Mei', 0) ?? expect.fail()
  const rest = playOut(both.session, (now, role) => nextMove(now, role, 'prompt', 7)).events
  return [...begun.events, ...one.events, ...both.events, ...rest]
}

/** What the client's line says at each moment at which it has changed, counted from its initial number. */
function told(id: string, role: Role): string[] {
  const said: string[] = []
  for (const { session } of moments(played(id))) {
    const { tcb } = session.ends[role]
    const line = numbersLine(tcb)
    const iss = variables(tcb).find(({ name }) => name === 'ISS')?.value ?? 0
    const number = (value: number | null) => (value === null ? '' : relativeTo(value, iss))
    const text = line
      ? line.zones.map(({ first, kind, last }) => `${kind} ${number(first)}–${number(last)}`).join(', ')
      : 'none'
    if (said.at(-1) !== text) said.push(text)
  }
  return said
}

test('a window that closes and opens again, number by number', () => {
  expect(told('zero-window', 'client')).toEqual([
    'none',
    'acknowledged 0–0, flying –, open 1–20, beyond 21–',
    'acknowledged 0–0, flying 1–20, open –, beyond 21–',
    'acknowledged 0–20, flying –, open –, beyond 21–',
    'acknowledged 0–20, flying 21–21, open –, beyond 22–',
    'acknowledged 0–20, flying 21–21, open 22–60, beyond 61–',
    'acknowledged 0–20, flying 21–30, open 31–60, beyond 61–',
    'acknowledged 0–30, flying –, open 31–70, beyond 71–',
    'acknowledged 0–30, flying 31–31, open 32–70, beyond 71–',
    'acknowledged 0–31, flying –, open 32–71, beyond 72–',
    'none',
  ])
})

test('what the peer has reported with SACK is filled in among what is on its way', () => {
  const reported = new Set<string>()
  for (const { session } of moments(played('two-holes-with-sack'))) {
    const { tcb } = session.ends.client
    const iss = variables(tcb).find(({ name }) => name === 'ISS')?.value ?? 0
    const line = numbersLine(tcb)
    for (const { at, first, last, share } of line?.reported ?? [])
      reported.add(`${relativeTo(first, iss)}–${relativeTo(last, iss)}: ${at.toFixed(2)} + ${share.toFixed(2)}`)
  }
  expect([...reported]).toEqual(expect.arrayContaining(['16–30: 0.50 + 0.50', '6–10: 0.17 + 0.17']))
})

const tcbsOf = (id: string): readonly Tcb[] =>
  [...moments(played(id))].flatMap(({ session }) => ROLES.map((role) => session.ends[role].tcb))

test.each(SCENARIOS.filter(({ calls }) => calls === 'scripted').map(({ id }) => id))(
  '%s: at every moment the zones follow each other without a gap, and say what the variables say',
  (id) => {
    for (const tcb of tcbsOf(id)) {
      const line = numbersLine(tcb)
      const values = new Map(variables(tcb).map(({ name, value }) => [name, value]))
      const wnd = values.get('SND.WND') ?? null
      expect(line === null).toBe(wnd === null)
      if (!line || wnd === null) continue
      let next = values.get('ISS') ?? null
      for (const { cells, first, kind, last } of line.zones) {
        expect(cells > 0).toBe(first !== null)
        if (first === null) continue
        expect(first, kind).toBe(next)
        next = last === null ? null : add(last, 1)
      }
      const [, flying, open, beyond] = line.zones
      const una = values.get('SND.UNA') ?? 0
      const nxt = values.get('SND.NXT') ?? 0
      if (flying?.first !== null) expect([flying?.first, flying?.last]).toEqual([una, add(nxt, -1)])
      if (open?.first !== null) expect(beyond?.first).toBe(add(una, isSynchronized(tcb) ? sendWindow(tcb) : wnd))
      expect(line.outside).toBe(Math.max(0, relativeTo(nxt, una) - wnd))
    }
  },
)

test('what may be sent ends where the smaller one of cwnd and SND.WND does, and which one that is is said', () => {
  const seen = new Set<string>()
  for (const id of ['slow-start', 'fast-recovery', 'timeout-to-one'])
    for (const tcb of tcbsOf(id)) {
      const line = numbersLine(tcb)
      if (!line || !isSynchronized(tcb) || !tcb.congestion) continue
      const { cwnd } = tcb.congestion
      const { wnd } = tcb.snd
      expect(line.limit).toMatchObject({ cwnd, wnd, bytes: sendWindow(tcb) })
      if (line.limit?.by !== 'duplicates') expect(line.limit?.bytes).toBe(Math.min(cwnd, wnd))
      const [, flying, open] = line.zones
      const length = (zone: typeof open) =>
        zone?.first == null || zone.last === null ? 0 : relativeTo(zone.last, zone.first) + 1
      expect(length(open)).toBe(Math.max(0, sendWindow(tcb) - length(flying)))
      expect(line.limit?.beyond).toBe(Math.max(0, length(flying) - sendWindow(tcb)))
      if (line.limit) seen.add(line.limit.by)
    }
  expect(seen).toEqual(new Set(['cwnd', 'duplicates']))
  for (const tcb of tcbsOf('zero-window')) expect(numbersLine(tcb)?.limit ?? null).toBeNull()
})

test('what duplicate ACKs let out beyond cwnd is theirs also where SND.WND has no room for all of it', () => {
  const [tcb] = tcbsOf('fast-recovery').filter((one) => numbersLine(one)?.limit?.by === 'duplicates')
  if (!tcb || !isSynchronized(tcb) || !tcb.congestion) throw new Error('no duplicate ACK came')
  const { cwnd } = tcb.congestion
  const narrow = { ...tcb, snd: { ...tcb.snd, wnd: cwnd + 1 } }
  // min(cwnd, SND.WND) is cwnd: to call SND.WND the smaller one would be wrong
  expect(numbersLine(narrow)?.limit).toMatchObject({ cwnd, wnd: cwnd + 1, bytes: cwnd + 1, by: 'duplicates' })
})
