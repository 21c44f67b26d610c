import { expect, test } from 'vitest'
import { SCENARIOS } from '../scenarios/index.ts'
import { rulesOf } from './rules-version.ts'
import { parseScenario, type Scenario } from './scenario.ts'

const plain = SCENARIOS.find(({ id }) => id === 'open-and-close-from-client') ?? expect.fail()

/** The scenario with something more asked for, read as a teacher's file is. */
function asking(more: (scenario: Scenario) => object): Scenario {
  const parsed = parseScenario({ ...structuredClone(plain), ...more(plain) })
  return parsed.ok ? parsed.scenario : expect.fail(`${parsed.field}: ${parsed.detail}`)
}

const NEW: Readonly<Record<string, (scenario: Scenario) => object>> = {
  'a listening host’s queues': ({ ends }) => ({
    ends: { ...ends, server: { ...ends.server, listen: { backlog: 1 } } },
  }),
  'a wish that waits for quiet': ({ ends }) => ({
    ends: { ...ends, client: { ...ends.client, wishes: [{ call: { type: 'open-active' }, when: { quiet: 1_000 } }] } },
  }),
  'congestion control': () => ({ policy: { congestion: 'reno' } }),
  'selective acknowledgements': () => ({ policy: { sack: true } }),
  'a bound on keep-alive probes': () => ({ policy: { keepAlive: 1_000, keepAliveProbes: 3 } }),
  'a bound on challenge ACKs': () => ({ policy: { challengeAcks: 1 } }),
  'silly windows avoided': () => ({ policy: { avoidsSilly: true } }),
  'a box on the way': ({ link }) => ({ link: { ...link, middlebox: { does: 'drop' } } }),
  'a pulled cable': ({ link }) => ({ link: { ...link, cutWhenDone: true } }),
  'a faulty stack': ({ link }) => ({
    link: { ...link, faults: [{ from: 'server', match: 'SYN,ACK', do: 'alter', alter: { ack: 1 } }] },
  }),
  'a segment that comes late and altered': ({ link }) => ({
    link: { ...link, faults: [{ from: 'server', match: 'SYN,ACK', do: 'delay', ms: 1_000, alter: { ack: 1 } }] },
  }),
  'a forged segment’s number counted from an ISN': ({ link }) => ({
    link: { ...link, old: [{ from: 'server', flags: ['RST'], seq: { iss: 'server', plus: 1 }, after: 'start' }] },
  }),
  'a congestion window that a pause shrinks': () => ({ timers: ['time-wait', 'idle-restart'] }),
}

test.each(Object.entries(NEW))(
  '%s is played by rules 3: an older build would bring about something else',
  (_, more) => {
    expect(rulesOf(asking(more))).toBe(3)
  },
)

test('what asks for nothing new is played by rules 2, so that older builds go on with it', () => {
  for (const more of [
    () => ({}),
    () => ({ policy: { congestion: 'none', sack: false } }),
    ({ link }: Scenario) => ({
      link: { ...link, cutWhenDone: false, old: [{ from: 'client', flags: ['SYN'], seq: 1, after: 'start' }] },
    }),
  ])
    expect(rulesOf(asking(more))).toBe(2)
  const old = SCENARIOS.filter((scenario) => rulesOf(scenario) === 2)
  expect(old.length).toBeGreaterThan(35)
  expect(old.some(({ topic }) => topic === 'congestion')).toBe(false)
})
