import { describe, expect, it } from 'vitest'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import { scenario, Table } from '../testing/table.ts'
import { handOver } from './index.ts'
import { maySitTwice } from './second-seat.ts'

const table = (network = true) => new Table(scenario('three-way-handshake'), 1, { network }).seat()

describe('a second seat for whoever holds one', () => {
  it('is the network’s only when both ends have agreed, whichever of the two seats came first', () => {
    const one = table()
    const allowed = () => [
      maySitTwice(one.session, 'client', 'network'),
      maySitTwice(one.session, 'server', 'network'),
      maySitTwice(one.session, 'network', 'client'),
    ]
    expect(allowed()).toEqual([false, false, false])
    expect(one.move('client', { type: 'agree-network' }).kind).toBe('accepted')
    expect(allowed()).toEqual([false, false, false])
    expect(one.move('server', { type: 'agree-network' }).kind).toBe('accepted')
    expect(allowed()).toEqual([true, true, true])
  })

  it('is the other end’s while nobody sits there, for who tries it alone, and never one whose student is away', () => {
    const alone = new Table(scenario('three-way-handshake')).sit('client')
    expect(maySitTwice(alone.session, 'client', 'server')).toBe(true)
    expect(maySitTwice(alone.sit('server').session, 'client', 'server')).toBe(false)
    expect(maySitTwice(alone.session, 'server', 'server')).toBe(true)
  })

  it('needs the agreement of whoever sits there now', () => {
    const one = table()
    for (const role of ['client', 'server'] as const) one.move(role, { type: 'agree-network' })
    const back = handOver(one.session, 'server', 'returned', null, one.now)
    expect(back && maySitTwice(back.session, 'client', 'network')).toBe(true)
    const newcomer = handOver(one.session, 'server', 'newcomer', 'Ada', one.now)
    expect(newcomer && maySitTwice(newcomer.session, 'client', 'network')).toBe(false)
  })

  it('cannot be agreed to where there is no such seat, when it is taken, by the network, or twice', () => {
    const agree = { type: 'agree-network' } as const
    const refused = { kind: 'refusal', refusal: 'not-yours-to-do' }
    expect(table(false).move('client', agree)).toEqual(refused)
    const taken = table().sit('network')
    expect(taken.move('client', agree)).toEqual(refused)
    expect(taken.move('network', agree)).toEqual(refused)
    const one = table()
    one.move('client', agree)
    expect(one.move('client', agree)).toEqual(refused)
  })

  it('is seen to be agreed to by both ends, and not by the network', () => {
    const one = table()
    one.move('client', { type: 'agree-network' })
    const [agreed] = one.log.slice(-1)
    if (!agreed) throw new Error('no event')
    expect(see(agreed, 'network')).toBeNull()
    let view: View | null = null
    for (const event of one.log) {
      const seen = see(event, 'server')
      if (seen) view = evolveView(view, seen, 'server')
    }
    expect(view?.agreed).toEqual({ client: true, server: false })
  })
})
