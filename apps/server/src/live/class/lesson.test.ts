import type { OpenedClass, Participant, ReturnCode } from '@woshou/classroom/api'
import { holders, isRole, sessionOf } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Storage } from '../../storage/storage.ts'
import { ClassPhone } from '../../testing/class-phone.ts'
import { ClassTeacher } from '../../testing/class-teacher.ts'
import { PASSWORD, storeAccount } from '../../testing/instructor.ts'
import { ask } from '../../testing/pair.ts'
import { SeatSocket } from '../../testing/seat-socket.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

// over HTTP and sockets, as browsers do it; all at once, since they mostly wait

let server: TestServer
let storage: Storage
let teacher: ClassTeacher

beforeAll(async () => {
  server = await startServer({ env: { classSeatVacantSeconds: 1 }, presenceGrace: 0 })
  storage = await server.storage()
  await storeAccount(storage, 'anna', 'instructor')
  teacher = await ClassTeacher.logIn(server.url, 'anna', PASSWORD)
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

/** A class whose phones attend. */
async function taught(students: number) {
  const opened: OpenedClass = await teacher.openClass('Networks 1')
  const phones = await Promise.all(
    Array.from({ length: students }, async (_, nth) =>
      (await ClassPhone.comeIn(server.url, opened.code, `Student ${nth}`)).attend(),
    ),
  )
  const give = (command: Parameters<ClassTeacher['command']>[1]) => teacher.command(opened.class, command)
  const start = (more: object = {}) =>
    give({ type: 'start-round', scenario: 'open-and-close-from-client', pace: 0.1, ...more })
  const close = () => {
    for (const phone of phones) phone.leave()
  }
  return { opened, phones, give, start, close }
}

const seatOf = ({ news }: ClassPhone) => {
  const { role, session } = news?.seat ?? expect.fail('no seat')
  return isRole(role) ? { role, session } : expect.fail('the network')
}
const logOf = (phone: ClassPhone) => storage.log.read(seatOf(phone).session)

describe.concurrent('a lesson', () => {
  it('seats all, stops them in a pause, and who is new in it; then all play to the end, the one without a partner, too', async () => {
    const { close, give, opened, phones, start } = await taught(5)
    await start()
    await Promise.all(phones.map((phone) => phone.until(() => phone.view?.started)))
    await give({ type: 'pause' })
    await Promise.all(phones.map((phone) => phone.until(() => phone.news?.phase === 'paused' && phone.view?.paused)))
    const late = await (await ClassPhone.comeIn(server.url, opened.code, 'Late')).attend()
    const all = [...phones, late]
    await late.until(() => late.news?.phase === 'paused' && late.view?.paused)
    const [first] = phones
    first?.leave()
    const again = await new ClassPhone(server.url, first?.participant ?? expect.fail()).attend()
    await again.until(() => again.view?.paused)
    all[0] = again
    await give({ type: 'resume' })
    for (const phone of all) phone.play(() => ({ manner: 'prompt', random: Math.random, haste: 0.02 }))
    await Promise.all(all.map((phone) => phone.until(() => phone.view?.ended?.reason === 'goal-reached')))
    const logs = await Promise.all(
      [...new Set(all.map((phone) => seatOf(phone).session))].map((id) => storage.log.read(id)),
    )
    expect(logs).toHaveLength(3)
    for (const phone of [...all, late]) phone.leave()
    close()
  })

  it('has a bot where a student has gone, gives the seat back, and each move is whose it was', async () => {
    const { close, phones, start } = await taught(2)
    await start({ scenario: 'data-in-between' })
    const [gone, other] = [phones[0] ?? expect.fail(), phones[1] ?? expect.fail()]
    await Promise.all(phones.map((phone) => phone.until(() => phone.view?.started)))
    const { role, session } = seatOf(gone)
    gone.leave()
    await other.until(() => other.view?.holders[role] === 'bot')
    // they open the connection, and wait for each other then
    const open = () => other.view?.end.tcb.state === 'ESTABLISHED'
    other.play(() => ({ manner: open() ? 'idle' : 'prompt', random: Math.random, haste: 0.02 }))
    await other.until(open)
    const back = await new ClassPhone(server.url, gone.participant).attend()
    await back.until(() => back.view?.started)
    expect(seatOf(back)).toEqual({ session, role })
    for (const phone of [back, other]) phone.play(() => ({ manner: 'prompt', random: Math.random, haste: 0.02 }))
    await other.until(() => other.view?.ended)
    const log = await logOf(other)
    expect(holders(log, role).map(({ by, name, student }) => [by, name, student])).toEqual([
      ['student', gone.participant.pseudonym.en, 0],
      ['bot', gone.participant.pseudonym.en, 0],
      ['student', gone.participant.pseudonym.en, 0],
    ])
    expect(sessionOf(log)?.ended?.reason).toBe('goal-reached')
    back.leave()
    close()
  })

  it('stops all pairs at a point', async () => {
    const { close, give, phones, start } = await taught(2)
    await start({ until: 'handshake' })
    for (const phone of phones) phone.play(() => ({ manner: 'prompt', random: Math.random, haste: 0.02 }))
    await Promise.all(phones.map((phone) => phone.until(() => phone.view?.paused)))
    // a quick client goes on while its ACK is still on its way
    for (const { view } of phones) expect(view?.end.tcb.state).not.toMatch(/SYN|LISTEN|CLOSED/)
    expect(phones.every(({ view }) => view?.ended === null)).toBe(true)
    expect(phones[0]?.news).toMatchObject({ phase: 'playing', pause: null, round: { until: 'handshake' } })
    await give({ type: 'go-on', until: 'goal' })
    await Promise.all(phones.map((phone) => phone.until(() => phone.view?.ended)))
    close()
  })
})

describe.concurrent('whoever is removed', () => {
  it('is out on every socket, and their token opens nothing any more; whoever was not barred comes in anew', async () => {
    const { close, give, opened, phones, start } = await taught(2)
    await start()
    const [phone, partner] = [phones[0] ?? expect.fail(), phones[1] ?? expect.fail()]
    await partner.until(() => partner.view?.started)
    const { role, session } = seatOf(phone)
    const { participant, token } = phone.participant
    // a second socket, which never attended
    const seat = await SeatSocket.joined(server.url, { session, token })
    await give({ type: 'remove', participant, bar: false })
    await phone.until(() => phone.refusedBy)
    expect(phone.refusedBy).toBe('removed')
    await seat.until(() => seat.closeCode !== null)
    await partner.until(() => partner.view?.holders[role] === 'bot')
    const again = await SeatSocket.open(server.url)
    again.send({ type: 'join', session, token, since: 0 })
    expect(await again.next('error')).toMatchObject({ code: 'wrong-token' })
    expect((await new ClassPhone(server.url, phone.participant).attend()).refusedBy).toBe('removed')
    const anew = await ask<Participant>(server.url, '/api/participants', { code: opened.code, name: 'Anew' })
    expect(anew.participant).not.toBe(participant)
    close()
  })

  it('takes nobody along: all who came since a time are out, and the others play on', async () => {
    const { close, give, opened, phones, start } = await taught(2)
    await start()
    const since = Date.now()
    const pranks = await Promise.all(
      Array.from({ length: 10 }, async (_, nth) =>
        (await ClassPhone.comeIn(server.url, opened.code, `Prank ${nth}`)).attend(),
      ),
    )
    await give({ type: 'remove-since', since, bar: true })
    await Promise.all(pranks.map((phone) => phone.until(() => phone.refusedBy === 'barred')))
    for (const phone of phones) expect(phone.refusedBy).toBeNull()
    close()
  })
})

describe.concurrent('another device', () => {
  it('takes a place over, at the seat as well, and the first says so', async () => {
    const { close, opened, phones, start } = await taught(2)
    await start()
    const phone = phones[0] ?? expect.fail()
    await phone.until(() => phone.view?.started)
    const { role, session } = seatOf(phone)
    const { participant, token } = phone.participant
    const seat = await SeatSocket.joined(server.url, { session, token })
    const { code } = await teacher.post<ReturnCode>(`/api/classes/${opened.class}/return-codes`, { participant })
    const back = await ask<Participant>(server.url, '/api/returns', { class: opened.class, code })
    expect(back).toMatchObject({ participant, pseudonym: phone.participant.pseudonym })
    expect(back.token).not.toBe(token)
    const other = await new ClassPhone(server.url, back).attend()
    expect(other.refusedBy).toBeNull()
    await other.until(() => other.view?.started)
    expect(seatOf(other)).toEqual({ session, role })
    await phone.until(() => phone.refusedBy)
    expect(phone.refusedBy).toBe('taken-over')
    await seat.until(() => seat.closeCode !== null)
    other.leave()
    close()
  })
})
