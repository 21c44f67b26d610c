import {
  begin,
  EYES,
  type Happening,
  handOver,
  OwnCount,
  type Session,
  type SessionEvent,
  sit,
  sitBot,
  stopTime,
  type View,
} from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { beforeEach, expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { callsSomebody } from './calls-somebody.ts'
import { coverWords, ownStory, pairWords, partnerStory } from './round-words.ts'

const partner = (name: string) => ({ role: 'server' as const, name, pseudonym: { en: 'Jade 3', 'zh-CN': '翡翠 3' } })
const nobody = callsSomebody(new Map(), 'en')

beforeEach(() => overwriteGetLocale(() => 'en'))

/** A class's session as the client's phone sees it, after all that has happened at the table. */
class Round {
  #session: Session
  readonly #log: SessionEvent[] = []

  constructor() {
    const [scenario] = SCENARIOS
    if (!scenario) throw new Error('no scenario')
    this.#session = this.#take(begin({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 }))
  }

  next(does: (session: Session) => Happening | null): this {
    const happening = does(this.#session)
    if (!happening) throw new Error('cannot happen now')
    this.#session = this.#take(happening)
    return this
  }

  get view(): View {
    const count = new OwnCount('client')
    let view: View | null = null
    for (const event of this.#log) {
      count.take(event)
      const told = count.tell(event)
      if (told) view = EYES.client.fold(view, told)
    }
    if (!view) throw new Error('nothing was seen')
    return view
  }

  #take({ events, session }: Happening): Session {
    this.#log.push(...events)
    return session
  }
}

const pair = () => new Round().next((now) => sit(now, 'client', 'Amber 1', 0))

test('two students call each other by their names; the log has pseudonyms alone', () => {
  const { view } = pair().next((now) => sit(now, 'server', 'Jade 3', 0))
  expect(pairWords(view, { name: 'Mei', partners: [partner('Jonas')] }, nobody)).toEqual({
    client: 'Mei',
    server: 'Jonas',
  })
  // a moment before the class tells who it is
  expect(pairWords(view, { name: 'Mei', partners: [] }, callsSomebody(new Map(), 'zh-CN')).server).toBe('翡翠 3')
  expect([partnerStory(view, 'Jonas', nobody), ownStory(view, nobody)]).toEqual([null, null])
})

test('a TCP that was there from the beginning is one, and who takes its place is told', () => {
  const round = pair().next((now) => sitBot(now, 'server', 0))
  expect(pairWords(round.view, { name: 'Mei', partners: [] }, nobody).server).toBe('TCP (the server plays)')
  expect(partnerStory(round.view, '', nobody)).toBe('Your partner is a correct TCP, played by the server.')
  round.next((now) => handOver(now, 'server', 'newcomer', 'Jade 3', 1))
  expect(partnerStory(round.view, 'Jonas', nobody)).toBe(
    'Jonas sits at the other end now, in place of TCP (the server plays).',
  )
})

test('who has gone is named while the phone remembers, else by the pseudonym', () => {
  const round = pair()
    .next((now) => sit(now, 'server', 'Jade 3', 0))
    .next((now) => handOver(now, 'server', 'bot', null, 1))
  const gone = 'has gone. A correct TCP, played by the server, goes on in that place.'
  expect(partnerStory(round.view, '', callsSomebody(new Map([['Jade 3', 'Jonas']]), 'en'))).toBe(`Jonas ${gone}`)
  expect(partnerStory(round.view, '', nobody)).toBe(`Jade 3 ${gone}`)
  round.next((now) => handOver(now, 'server', 'newcomer', 'Coral 4', 2))
  expect(partnerStory(round.view, 'Sam', nobody)).toBe('Sam sits at the other end now, in place of Jade 3.')
})

test('who comes late is told whose beginning it goes on with', () => {
  const round = pair()
    .next((now) => sit(now, 'server', 'Jade 3', 0))
    .next((now) => handOver(now, 'client', 'newcomer', 'Olive 6', 1))
  expect(ownStory(round.view, nobody)).toBe('You go on where Amber 1 stopped. What came before stays theirs.')
})

test('what covers the composer: a pause of all, a point that this pair has come to, a round that is over; or nothing', () => {
  const running = pair().next((now) => sit(now, 'server', 'Jade 3', 0))
  const round = (until: 'handshake' | 'first-fin' | 'goal') =>
    ({ until }) as unknown as NonNullable<Parameters<typeof coverWords>[0]['round']>
  const news = { pause: null, phase: 'playing', round: round('handshake') } as const
  expect(coverWords(news, running.view)).toBeNull()
  // the class says so before the session does
  expect(coverWords({ ...news, pause: { since: 1 } }, running.view)?.title).toBe('Pause. Look up.')
  const { view } = running.next((now) => stopTime(now, 5, 5))
  expect(coverWords({ ...news, pause: { since: 1 } }, view)?.title).toBe('Pause. Look up.')
  expect(coverWords(news, view)?.title).toBe('The handshake is done.')
  expect(coverWords({ ...news, round: round('first-fin') }, view)?.title).toBe('The first FIN has left.')
  expect(coverWords({ ...news, phase: 'lobby' }, view)?.title).toBe('This round is over.')
})
