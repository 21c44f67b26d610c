import { expect, test } from 'vitest'
import { ROLES, type Role, VIEWERS } from '../facts/role.ts'
import { ladder, ladderOfLog } from '../readings/ladder.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { handOver } from '../table/index.ts'
import { scenario, Table } from '../testing/table.ts'
import { EYES, evolveView, see, type View } from './eyes.ts'

const watched = (log: Table['log']) =>
  log.reduce<View<'observer'> | null>((before, event) => {
    const seen = see(event, 'observer')
    return seen ? evolveView<'observer'>(before, JSON.parse(JSON.stringify(seen)), 'observer') : before
  }, null)

test.each(SCENARIOS.map((s) => [s.id, s] as const))(
  '%s: who watches has both ends and the wire as they are',
  (_, s) => {
    const table = new Table(s).seat()
    for (let step = 0; step < 4; step++) {
      for (const role of ROLES) table.sendDue(role)
      const view = watched(table.log)
      expect(view?.inFlight).toEqual(table.session.inFlight)
      for (const role of ROLES) {
        expect(view?.ends[role].end).toEqual(table.session.ends[role])
        expect(view?.ends[role].events).toEqual(table.log.flatMap((event) => see(event, role) ?? []))
      }
      if (!table.wait()) break
    }
    expect(view(table)).toEqual(ladderOfLog(table.log))
  },
)

const view = ({ log }: Table) => ladder<'observer'>(watched(log)?.events ?? [], 'observer')

test('who watches is told nothing of what is yet to come: no script, no chance', () => {
  const of = scenario('kernel-half-close')
  const chance = { loss: 0.3, duplicate: 0.2, delay: 0.3, delayBy: 4000 }
  const table = new Table({ ...of, link: { ...of.link, chance } }, 42, { network: true }).seat()
  const [created] = table.log
  if (created?.type !== 'session-created') throw new Error('no beginning')
  const whole = { ...created, unjudged: 'server' as const }
  const bytes = JSON.stringify(see(whole, 'observer'))
  for (const secret of ['seed', 'unjudged', 'wishes', 'chance', 'faults', 'old', 'crossing']) {
    expect(JSON.stringify(whole), `${secret} is there to be hidden`).toContain(`"${secret}"`)
    expect(bytes).not.toContain(`"${secret}"`)
  }
})

test('there is a place for who watches only while both ends let somebody watch', () => {
  const table = new Table(scenario('three-way-handshake')).seat()
  const place = () => EYES.observer.hasPlace(table.session)
  const says = (role: 'client' | 'server', agreed: boolean) => table.move(role, { type: 'agree-observer', agreed }).kind
  expect(place()).toBe(false)
  expect(says('client', true)).toBe('accepted')
  expect(place()).toBe(false)
  expect(says('client', true), 'once is enough').toBe('refusal')
  expect(says('server', true)).toBe('accepted')
  expect(place()).toBe(true)
  const newcomer = handOver(table.session, 'server', 'newcomer', 'Ada', table.now)
  expect(newcomer && EYES.observer.hasPlace(newcomer.session), 'a newcomer has agreed to nothing').toBe(false)
  const back = handOver(table.session, 'server', 'returned', null, table.now)
  expect(back && EYES.observer.hasPlace(back.session)).toBe(true)
  expect(says('server', false)).toBe('accepted')
  expect(place(), 'either can end it').toBe(false)
})

test('both ends see who lets somebody watch, and the network does not', () => {
  const table = new Table(scenario('three-way-handshake'), 1, { network: true }).seat().sit('network')
  table.move('client', { type: 'agree-observer', agreed: true })
  const [agreed] = table.log.slice(-1)
  if (!agreed) throw new Error('no event')
  expect(VIEWERS.filter((viewer) => see(agreed, viewer))).toEqual(['client', 'server', 'observer'])
  const sees = (role: Role, log: Table['log']) =>
    log.reduce<View | null>((before, event) => {
      const seen = see(event, role)
      return seen ? evolveView(before, seen, role) : before
    }, null)?.watchable
  const newcomer = handOver(table.session, 'client', 'newcomer', 'Ada', table.now)
  for (const role of ROLES) {
    expect(sees(role, table.log)).toEqual({ client: true, server: false })
    const both = { client: false, server: false }
    expect(sees(role, [...table.log, ...(newcomer?.events ?? [])]), 'a newcomer has agreed to nothing').toEqual(both)
    expect(table.session.watchable).toEqual({ client: agreed.version, server: 0 })
  }
  const refused = { kind: 'refusal', refusal: 'not-yours-to-do' }
  expect(table.move('network', { type: 'agree-observer', agreed: true })).toEqual(refused)
})
