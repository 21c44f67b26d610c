import { ask, joinPair, playToEnd, seatPair, type TakenSeat } from '../apps/server/src/testing/pair.ts'
import type { SeatSocket } from '../apps/server/src/testing/seat-socket.ts'

/** What screenshots and measurements look at: one session of each phase. */
export interface SampleSessions {
  /** Waits for a partner. */
  readonly invitation: TakenSeat & { readonly code: string }
  /** In the middle; the client's student has just made a mistake. */
  readonly played: TakenSeat
  /** At the exam level: something has arrived, and has been checked wrongly once. */
  readonly exam: TakenSeat
  /** A network's, with a segment on its slow way: a new one each time, since no segment is on its way for long. */
  network(): Promise<TakenSeat>
  /** Over, with two mistakes; `mistake` is the version of the first. */
  readonly ended: TakenSeat & { readonly mistake: number }
  /** Lets the partners' connections go. */
  close(): void
}

const NAMES = { client: 'Mei', server: 'Jonas' }
const SYN = 0x02
const ACK = 0x10
const SYN_ACK = SYN | ACK

/** Plays the samples on a server, as two students would. */
export async function sampleSessions(url: string): Promise<SampleSessions> {
  const invitation = await ask<TakenSeat & { code: string }>(url, '/api/sessions', {
    scenario: 'half-close',
    role: 'client',
    name: NAMES.client,
    pace: 1,
  })

  const ended = await seatPair(url, { scenario: 'open-and-close-from-client', names: NAMES })
  const finished = await joinPair(url, ended)
  await finished.client.until(() => finished.client.view?.started)
  await finished.client.sendSegment({ flags: SYN_ACK, seq: 100, ack: 1, length: 0 })
  const wrong = finished.client.view?.version ?? 1
  await finished.server.until(() => finished.server.view?.end.tcb.state === 'LISTEN' && finished.server.view.started)
  await finished.server.sendSegment({ flags: ACK, seq: 300, ack: 101, length: 0 })
  await playToEnd(finished)
  finished.client.close()

  const played = await seatPair(url, { scenario: 'data-in-between', pace: 0.2, names: NAMES })
  const { client, server } = await joinPair(url, played)
  const state = (role: 'client' | 'server') => ({ client, server })[role].view?.end.tcb.state
  await client.until(() => client.view?.started)
  await client.sendSegment({ flags: SYN, seq: 100, ack: 0, length: 0 })
  await server.until(() => state('server') === 'SYN-RECEIVED')
  await server.sendSegment({ flags: SYN_ACK, seq: 300, ack: 101, length: 0 })
  await client.until(() => state('client') === 'ESTABLISHED')
  await client.sendSegment({ flags: ACK, seq: 101, ack: 301, length: 0 })
  await server.until(() => state('server') === 'ESTABLISHED')
  await client.sendSegment({ flags: ACK, seq: 100, ack: 301, length: 10 })
  client.close()

  const exam = await seatPair(url, { scenario: 'three-way-handshake', level: 'exam', pace: 0.1, names: NAMES })
  const examined = await joinPair(url, exam)
  await examined.client.until(() => examined.client.view?.started)
  await examined.client.sendSegment({ flags: SYN, seq: 100, ack: 0, length: 0 })
  await examined.server.until(() => examined.server.view?.end.inbox.length)
  await examined.server.move({
    type: 'check-arrival',
    check: { outcome: 'accepted', state: 'SYN-RECEIVED', next: 100 },
  })

  const meddling: SeatSocket[] = []
  const network = async () => {
    const meddled = await seatPair(url, {
      scenario: 'open-and-close-from-client',
      network: true,
      pace: 4,
      names: NAMES,
    })
    const seat = await ask<TakenSeat>(url, `/api/invitations/${meddled.code}/seats`, { name: 'Zhou', seat: 'network' })
    const ends = await joinPair(url, meddled)
    await ends.client.until(() => ends.client.view?.started)
    await ends.client.sendSegment({ flags: SYN, seq: 100, ack: 0, length: 0 })
    meddling.push(ends.client, ends.server)
    return seat
  }

  return {
    exam: exam.seats.server,
    network,
    invitation,
    ended: { ...ended.seats.client, mistake: wrong },
    played: played.seats.client,
    close: () => {
      server.close()
      finished.server.close()
      for (const socket of meddling) socket.close()
    },
  }
}
