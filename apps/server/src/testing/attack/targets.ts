import { ACK } from '@woshou/protocol'
import {
  begin,
  type Happening,
  play,
  type Role,
  type Scenario,
  type SessionEvent,
  sessionOf,
  sit,
} from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { openSession } from '../../live/open-session.ts'
import { storeEnded } from '../../live/store-ended.ts'
import { drawToken, hashToken } from '../../storage/seat-token.ts'
import type { Storage } from '../../storage/storage.ts'
import type { SeatKey } from '../seat-socket.ts'

/** The longest sessions there can be, and the fattest, for whoever wants to be dear. */
export interface Targets {
  /** Played, with both seats' tokens and a seat for the network that is free. */
  readonly live: { readonly seats: Readonly<Record<Role, SeatKey>>; readonly invitation: string }
  /** Over. */
  readonly ended: readonly string[]
  /** A hundred, with as much in their scenarios as these may have. */
  readonly listed: readonly string[]
  /** The body of an offer of a solo session. */
  readonly offer: string
}

/** Events of the longest; the log of a session takes 2,000. */
const LONG = 1_990

/** Events that a move brings about, and some. */
const AT_ONCE = 10

const NAMES = { client: 'Mei', server: 'Jonas' }

/** Makes them in a storage. @param length events of the long ones */
export async function storeTargets({ directory, log }: Storage, length = LONG): Promise<Targets> {
  const long = [...playedFor(length, theScenario())]
  const ended = [...long, ...theEnd(long)]
  const now = Date.now()
  const about = { scenario: theScenario(), level: 'coached', pace: 1, network: true, predecessor: null } as const
  const opened = await openSession(directory, { ...about, role: 'client', name: NAMES.client }, now)
  if (!opened) throw new Error('a session without a predecessor can always be opened')
  const begun = await log.read(opened.session)
  const token = drawToken()
  const seat = { role: 'server', name: NAMES.server, tokenHash: hashToken(token) } as const
  const rest = [...playedFor(length, theScenario(), begun)].slice(begun.length)
  await log.append({ log: opened.session, events: rest.slice(0, 1), beside: { seat } })
  // few at a time, as they are played
  for (let from = 1; from < rest.length; from += AT_ONCE)
    await log.append({ log: opened.session, events: rest.slice(from, from + AT_ONCE) })
  const fat = { ...theScenario(), summary: { en: 'x'.repeat(4_000), 'zh-CN': '字'.repeat(4_000) } }
  const short = [...playedFor(4, fat)]
  const storage = { directory, log }
  const storeAll = (events: readonly SessionEvent[], count: number) =>
    Promise.all(Array.from({ length: count }, () => storeEnded(storage as Storage, events, now)))
  return {
    live: {
      seats: {
        client: { session: opened.session, token: opened.token },
        server: { session: opened.session, token },
      },
      invitation: opened.invitation,
    },
    ended: await storeAll(ended, 4),
    listed: await storeAll([...short, ...theEnd(short)], 100),
    offer: JSON.stringify({ name: NAMES.client, role: 'client', events: ended }),
  }
}

function theScenario(): Scenario {
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no such scenario')
  return scenario
}

/** A log in which one makes the same mistake again and again. @param begun its first events, if it has any */
function playedFor(length: number, scenario: Scenario, begun: readonly SessionEvent[] = []): readonly SessionEvent[] {
  const anew = begin({ scenario, level: 'coached', pace: 1, network: false, seed: 7, now: Date.now() })
  const log: SessionEvent[] = begun.length > 0 ? [...begun] : [...anew.events]
  let session = sessionOf(begun) ?? anew.session
  const add = (happening: Happening) => {
    log.push(...happening.events)
    session = happening.session
  }
  for (const role of ['client', 'server'] as const) {
    const seated = sit(session, role, NAMES[role], 0)
    if (seated) add(seated)
  }
  while (session.version < length) {
    const segment = { flags: ACK, seq: 1, ack: 1, length: 0 }
    const id = `move-${String(session.version).padStart(6, '0')}`
    const { version } = session
    const move = { role: 'client', id, version, now: session.at + 1 } as const
    const answer = play(session, { type: 'send-segment', segment }, move)
    if (!('events' in answer)) throw new Error(JSON.stringify(answer))
    add(answer)
  }
  return log
}

function theEnd(log: readonly SessionEvent[]): readonly SessionEvent[] {
  const session = sessionOf(log)
  if (!session) throw new Error('a session begins with session-created')
  const move = { role: 'client', id: 'move-leave', version: session.version, now: session.at + 1 } as const
  const answer = play(session, { type: 'leave' }, move)
  if (!('events' in answer)) throw new Error(JSON.stringify(answer))
  return answer.events
}
