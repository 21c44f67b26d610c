import type { OpenedClass, Participant, ReturnCode } from '@woshou/classroom/api'
import { expect, it, vi } from 'vitest'
import { drawToken } from '../storage/seat-token.ts'
import { BOUND } from '../testing/bound.ts'
import { ClassPhone } from '../testing/class-phone.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer } from '../testing/start-server.ts'

it('lets a partner who has lost their phone come back on another one, by a code of whoever sits opposite', async () => {
  const server = await startServer({ presenceGrace: 20, env: { seatVacantSeconds: 0.02 } })
  const storage = await server.storage()
  await storeAccount(storage, 'anna', 'instructor')
  await storage.close()
  const teacher = await new InstructorBrowser(server.url).signIn('anna')
  const { class: id, code } = (await teacher.post('/api/classes', { name: 'Networks' })).body as OpenedClass
  const [mei, jonas] = await Promise.all(
    ['Mei', 'Jonas'].map(async (name) => (await ClassPhone.comeIn(server.url, code, name)).attend()),
  )
  if (!mei || !jonas) throw new Error('nobody came')
  const start = { type: 'start-round', scenario: 'three-way-handshake' }
  const started = await teacher.post(`/api/classes/${id}/commands`, { id: drawToken(), command: start })
  expect(started.status).toBe(200)
  const seats = await Promise.all([mei, jonas].map((one) => one.until(() => one.news?.seat)))
  const [hers, his] = seats
  if (!hers || !his) throw new Error('nobody sits')
  expect(his.session).toBe(hers.session)

  const asks = (role: string) =>
    new PhoneBrowser(server.url).ask(
      'POST',
      `/api/classes/${id}/return-codes`,
      { role },
      {
        authorization: `Bearer ${jonas.participant.token}`,
      },
    )
  expect(await asks(hers.role)).toMatchObject({ status: 409, body: { code: 'seat-taken' } })
  expect(await asks(his.role)).toMatchObject({ status: 404 })
  // nor is her seat given away by him as a pair's own is
  const socket = await SeatSocket.open(server.url)
  socket.send({ type: 'join', session: his.session, token: jonas.participant.token, since: 0 })
  await socket.next('welcome')
  mei.leave()
  const { body } = await vi.waitUntil(
    async () => {
      const answer = await asks(hers.role)
      return answer.status === 201 && answer
    },
    { timeout: BOUND },
  )
  for (const to of ['partner', 'code'] as const) {
    socket.send({ type: 'hand-over', id: `hand-over-${to}`, to })
    expect(await socket.next('refusal')).toMatchObject({ refusal: 'seat-not-vacant' })
  }
  socket.close()

  const { code: letters } = body as ReturnCode
  const other = new PhoneBrowser(server.url)
  const back = await other.ask('POST', '/api/returns', { class: id, code: letters })
  const { token, ...who } = mei.participant
  expect(back).toMatchObject({ status: 201, body: who })
  const again = await new ClassPhone(server.url, back.body as Participant).attend()
  expect(await again.until(() => again.news?.seat)).toEqual(hers)
  again.play(() => ({ manner: 'right', random: () => 0.5 }))
  await again.until(() => again.view)
  // the first phone is told that it is nobody any more
  void mei.attend()
  expect(await mei.until(() => mei.refusedBy)).toBe('wrong-token')
  expect(token).not.toBe((back.body as Participant).token)
  for (const phone of [again, jonas]) phone.leave()
  await server.close()
})
