import { expect, test } from 'vitest'
import { handOver } from '../table/index.ts'
import { scenario, Table } from '../testing/table.ts'
import { sessionOf } from './moments.ts'
import { withoutNames } from './without-names.ts'

test('everybody is called by their seat, and those who sat there one after the other are told apart', () => {
  const table = new Table(scenario('three-way-handshake'), 1, { network: true }).seat().sit('network')
  const log = [...table.log]
  let { session } = table
  for (const [to, name] of [
    ['partner', null],
    ['newcomer', 'Ada'],
    ['partner', null],
    ['returned', null],
  ] as const) {
    const given = handOver(session, 'server', to, name, 5)
    if (!given) throw new Error(`not handed over to ${to}`)
    session = given.session
    log.push(...given.events)
  }
  const named = withoutNames(log).flatMap((event) => ('name' in event ? [event.name] : []))
  expect(named).toEqual(['client', 'server', 'network', 'server', 'server 2', 'server 2', 'server 2'])
  const bare = sessionOf(withoutNames(log))
  expect({ ...bare, names: null }).toEqual({ ...session, names: null })
  expect(JSON.stringify(withoutNames(log))).not.toMatch(/"name":"(the |Ada)/)
})
