import { expect, test } from 'vitest'
import { debrief } from '../readings/debrief.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { fromMoment } from './from-moment.ts'
import { SoloSession } from './solo-session.ts'
import { verify } from './verify.ts'

const NAMES = { client: 'Lin', server: 'A prompt partner' }

/** A session of two people in which each end makes a mistake in the middle. */
function played(options: { network?: boolean } = {}): Table {
  const table = new Table(scenario('open-and-close-from-client'), 1, options).seat()
  const { client, server } = table.session.ends
  table.send('client', chosen('S', client.isn))
  table.wait()
  table.send('server', chosen('SA', server.isn, client.isn))
  table.send('server', chosen('SA', server.isn, client.isn + 1))
  table.wait()
  table.send('client', chosen('A', client.isn, server.isn + 1))
  return table.play()
}

test('every mistake of either end can be done better from where it was made, to the goal', () => {
  const { log } = played()
  const { slips } = debrief(log)
  expect(slips.map(({ role }) => role)).toEqual(['server', 'client'])
  for (const { role, version } of slips) {
    const record = fromMoment(log, version, role, NAMES)
    if (!record) throw new Error('nothing to begin with')
    const solo = SoloSession.resume(record)
    expect(solo.session.version).toBe(version - 1)
    expect(solo.session.names).toMatchObject(NAMES)
    const student = new SoloStudent(solo)
    // SoloStudent throws where a right move is answered with anything but "accepted"
    student.play()
    expect(solo.session.ended?.reason).toBe('goal-reached')
    expect(debrief(solo.log).slips.filter((slip) => slip.version >= version)).toEqual([])
    // and a server would store it
    expect(verify(solo.log).ok).toBe(true)
  }
})

test('there is none where a third person sat on the wire, or before both had sat down', () => {
  const { log } = played({ network: true })
  const [slip] = debrief(log).slips
  expect(slip && fromMoment(log, slip.version, slip.role, NAMES)).toBeNull()
  expect(fromMoment(played().log, 2, 'client', NAMES)).toBeNull()
})
