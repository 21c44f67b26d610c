import type { Role } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { expect, inject, it } from 'vitest'
import { LocalBus } from '../live/bus.ts'
import { openSession } from '../live/open-session.ts'
import type { SessionHost } from '../live/session-host.ts'
import type { Appended } from '../storage/event-log.ts'
import { openStorage } from '../storage/prisma/open-storage.ts'
import type { SessionAppendix, SessionLog } from '../storage/session-log.ts'
import type { Storage } from '../storage/storage.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { createMigrated } from '../testing/migrated-database.ts'
import { dropDatabase } from '../testing/own-postgres.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'

const RACES = Number(process.env.RACES || 100)
/** So many at once, so that commits hold appends of several races, some won and some lost. */
const AT_ONCE = 20
const postgresUrl = inject('postgresUrl')

/** Holds back the next two appends until both are there, and lets them go in the same moment. */
class StartingGate {
  #waiting: (() => void)[] = []
  #open = true
  #reversed = false

  /** @param reversed the one that comes first is let go last */
  close(reversed: boolean): void {
    this.#open = false
    this.#reversed = reversed
  }

  pass(): Promise<void> {
    if (this.#open) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length < 2) return
      this.#open = true
      const both = this.#waiting.splice(0)
      for (const go of this.#reversed ? both.reverse() : both) go()
    })
  }
}

/** One server's log, which remembers what became of its appends. */
class RememberingLog implements SessionLog {
  readonly attempts: { readonly version: number | undefined; readonly ok: boolean }[] = []
  readonly #log: SessionLog
  readonly #gate: StartingGate

  constructor(log: SessionLog, gate: StartingGate) {
    this.#log = log
    this.#gate = gate
  }

  async append(appendix: SessionAppendix): Promise<Appended> {
    await this.#gate.pass()
    const answer = await this.#log.append(appendix)
    this.attempts.push({ version: appendix.events[0]?.version, ok: answer.ok })
    return answer
  }

  forget(): void {
    this.attempts.length = 0
  }

  read(session: string, after?: number, most?: number) {
    return this.#log.read(session, after, most)
  }

  readText(session: string) {
    return this.#log.readText(session)
  }

  newest(sessions: readonly string[]) {
    return this.#log.newest(sessions)
  }
}

const syn = (host: SessionHost, role: Role) =>
  host.move(role, {
    id: `syn-of-${role}`,
    version: host.newestOf(role),
    command: { type: 'send-segment', segment: { flags: 2, seq: host.session.ends[role].isn, ack: 0, length: 0 } },
  })

/** @param run its number: every other race is begun by the second server @returns which of the two won, as the log has it */
async function race(storages: readonly [Storage, Storage], run: number): Promise<'first' | 'second'> {
  const scenario = SCENARIOS.find(({ id }) => id === 'simultaneous-open')
  if (!scenario) throw new Error('no scenario')
  const about = { scenario, level: 'coached', pace: 4, network: false, predecessor: null } as const
  const opened = await openSession(storages[0].directory, { ...about, role: 'client', name: 'Mei' }, Date.now())
  const id = opened?.session ?? ''
  const gate = new StartingGate()
  const server = ({ log: stored }: Storage) => {
    const log = new RememberingLog(stored, gate)
    // a bus of its own: it hears nothing of the other
    return {
      log,
      registry: liveSessions({ log, bus: new LocalBus(), ticks: () => performance.now(), presenceGrace: 0 }),
    }
  }
  const [one, other] = [server(storages[0]), server(storages[1])]
  await one.registry.using(id, async (host) => host?.takeSeat(null, 'Jonas', 'hash'))
  const [first, second] = [await hostOf(one.registry, id), await hostOf(other.registry, id)]
  one.log.forget()
  gate.close(run % 2 === 1)
  const answers = await Promise.all([syn(first, 'client'), syn(second, 'server')])

  expect(answers).toMatchObject([{ answer: { type: 'accepted' } }, { answer: { type: 'accepted' } }])
  expect(one.log.attempts[0]?.version).toBe(other.log.attempts[0]?.version)
  // who won is what the logs were answered at the version that both wanted
  const winners = [one, other].filter(({ log }) => log.attempts[0]?.ok)
  expect(winners).toHaveLength(1)
  const winner = winners[0]
  const loser = winner === one ? other : one
  expect(winner?.log.attempts.map(({ ok }) => ok)).toEqual([true])
  expect(loser.log.attempts.map(({ ok }) => ok)).toEqual([false, true])
  const stored = await storages[0].log.read(id)
  expect(stored.map(({ version }) => version)).toEqual(stored.map((_event, index) => index + 1))
  expect(stored.filter(({ type }) => type === 'segment-sent')).toHaveLength(2)
  // what both were told is what is stored: the winner's at the version that both wanted
  const contested = stored.find(({ version }) => version === one.log.attempts[0]?.version)
  expect(contested).toMatchObject({ type: 'segment-sent', role: winner === one ? 'client' : 'server' })
  await Promise.all([one.registry.close(), other.registry.close()])
  return contested && 'role' in contested && contested.role === 'client' ? 'first' : 'second'
}

it.skipIf(postgresUrl === null)(
  `of two servers that append the same version at once one wins and the other decides again (${RACES} races)`,
  async () => {
    const url = await createMigrated()
    const open = () => openStorage(url, undefined, { bounds: PATIENT_BOUNDS })
    const storages = await Promise.all([open(), open()])
    const wins = { first: 0, second: 0 }
    for (let run = 0; run < RACES; run += AT_ONCE) {
      const races = Array.from({ length: Math.min(AT_ONCE, RACES - run) }, (_, n) => race(storages, run + n))
      for (const winner of await Promise.all(races)) wins[winner] += 1
    }
    console.log(`${RACES} races: the first server won ${wins.first}, the second ${wins.second}; each had one winner`)
    await Promise.all(storages.map((storage) => storage.close()))
    await dropDatabase(postgresUrl ?? '', url)
  },
)
