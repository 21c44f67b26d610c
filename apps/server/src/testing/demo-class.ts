import { setTimeout as pause } from 'node:timers/promises'
import type { PhonePoll } from '@woshou/classroom'
import { generator, type Role } from '@woshou/session'
import {
  type Manner,
  MISCONCEPTION_IDS,
  type Misconception,
} from '../../../../packages/classroom/src/testing/manner.ts'
import { Planted } from '../../../../packages/classroom/src/testing/planted.ts'
import { choiceBy, type Voter, voter } from '../../../../packages/classroom/src/testing/voter.ts'
import { ClassPhone, type Playing, type Voting } from './class-phone.ts'

/** What a simulated class is like. */
export interface Simulated {
  readonly url: string
  /** What lets phones in: the eight digits, or the secret of the link. */
  readonly code: string
  readonly students: number
  readonly seed: number
  /** By what all times are multiplied for which students think, stay away, and are late. */
  readonly haste?: number
  /** Milliseconds in which they come in, one after the other. */
  readonly comeWithin?: number
  /** All of them are there from the beginning, and stay. */
  readonly stay?: boolean
  /**
   * Some break one rule each, at the first try, wherever it is at stake, and all else is right (`Planted`): what a report has to
   * show. By how much the share of their wrong first tries falls with each round, 0 to 1.
   */
  readonly learning?: number
}

/** Of sixty students eight need help, three go and come back, two go home, and three come late. */
const OF = 60
const PLANTED = 8
const LEAVE = 3
const GO_HOME = 2
const LATE = 3

/** Those who need help, in turns. */
const NEEDY: readonly Manner[] = ['stubborn', 'idle', 'told', 'stubborn']

const FIRST =
  'Mei Jonas Amara Wei Lucia Omar 若曦 Ingrid Tariq Hana 子轩 Pavel Noor Zoé Kofi 欣怡 Diego Yuki Elif Ravi'.split(' ')
const LAST = 'Li Berg Okoye Zhang Rossi Haddad Chen Larsen Khan Sato'.split(' ')

/** How one pair's students play, and who of them, if any, needs help. */
interface Cast {
  readonly manners: Readonly<Record<Role, Manner>>
  readonly needy: Role | null
  readonly misconception: Misconception
}

/**
 * Simulated students of a class, over the same contract as browsers: right, slow, with planted misconceptions, going away,
 * coming late. They play whatever rounds their teacher starts, and vote in whatever is asked.
 */
export class DemoClass {
  readonly phones: ClassPhone[] = []
  readonly #about: Simulated
  readonly #random: () => number
  readonly #haste: number
  /** Null: they err as people do. */
  readonly #plants: Planted | null
  /** The first round that they play, of however many the class has played before. */
  #firstRound: number | null = null
  #playedOut = 0
  /** By session, in the order in which somebody first sat down in each. */
  readonly #casts = new Map<string, Cast>()
  /** What each student knows of each poll, by `poll/participant`. */
  readonly #heads = new Map<string, Voter>()
  #round = 0
  #casted = 0
  #closed = false
  readonly #leaving = new AbortController()

  constructor(about: Simulated) {
    this.#about = about
    this.#random = generator(about.seed)
    this.#haste = about.haste ?? 1
    this.#plants = about.learning === undefined ? null : new Planted(about.students, about.learning)
  }

  /** How many of them need help in each round. */
  get planted(): number {
    return Math.min(Math.floor(this.#about.students / 2), Math.round((this.#about.students / OF) * PLANTED))
  }

  /** Of those rules that are planted in how many, the most first; of a class that errs as people do none. */
  get plants(): Planted['students'] {
    return this.#plants?.students ?? []
  }

  /** The seats of this round whose students need help, as `session/role`. */
  get needy(): readonly string[] {
    return [...this.#casts].flatMap(([session, { needy }]) => (needy ? [`${session}/${needy}`] : []))
  }

  /** Those who are there from the beginning come in; resolves when all of them have. The others come later by themselves. */
  async begin(): Promise<void> {
    const { comeWithin = 4_000, students } = this.#about
    const late = this.#share(LATE)
    const coming: Promise<unknown>[] = []
    for (let nth = 0; nth < students - late && !this.#closed; nth++) {
      coming.push(this.#comeIn(nth))
      await this.#wait(comeWithin / students)
    }
    await Promise.all(coming)
  }

  /** After a round has begun: who is late comes, some go away for a while, and some go home. */
  async goOn(): Promise<void> {
    const { students } = this.#about
    const late = this.#share(LATE)
    const comings = Array.from({ length: late }, async (_, n) => {
      await this.#wait((15_000 + 20_000 * this.#random()) * this.#haste)
      if (!this.#closed) await this.#comeIn(students - late + n)
    })
    const goings = this.phones
      .filter((phone) => !this.#isNeedy(phone))
      .slice(0, this.#share(LEAVE) + this.#share(GO_HOME))
    const absences = goings.map(async (phone, n) => {
      await this.#wait((20_000 + 60_000 * this.#random()) * this.#haste)
      phone.leave()
      if (n >= this.#share(LEAVE)) return
      await this.#wait((10_000 + 20_000 * this.#random()) * this.#haste)
      if (!this.#closed) await phone.attend()
    })
    await Promise.all([...comings, ...absences])
  }

  /** Resolves when every phone has played to the end of a round after the one that was waited for last. */
  async playedOut(): Promise<void> {
    const before = this.#playedOut
    const roundOf = (phone: ClassPhone) => phone.news?.round?.round ?? 0
    await Promise.all(
      this.phones.map((phone) => phone.until(() => roundOf(phone) > before && phone.news?.seat && phone.view?.ended)),
    )
    this.#playedOut = Math.max(...this.phones.map(roundOf))
  }

  /** All phones go dark. */
  close(): void {
    this.#closed = true
    this.#leaving.abort()
    for (const phone of this.phones) phone.leave()
  }

  #share(of: number): number {
    return this.#about.stay || this.#plants ? 0 : Math.round((this.#about.students / OF) * of)
  }

  async #comeIn(nth: number): Promise<void> {
    const { code, url } = this.#about
    const first = FIRST[nth % FIRST.length] ?? ''
    const last = LAST[Math.floor(nth / FIRST.length + nth) % LAST.length] ?? ''
    const phone = await ClassPhone.comeIn(url, code, `${first} ${last}`)
    this.phones.push(phone)
    if (this.#closed) return
    phone.play((session, role) => this.#playing(phone, nth, session, role))
    phone.voteBy((poll) => this.#voting(phone, poll))
    await phone.attend()
  }

  #playing(phone: ClassPhone, nth: number, session: string, role: Role): Playing {
    if (this.#plants) return this.#planted(phone, nth, this.#plants)
    const { manners, misconception } = this.#castOf(phone.news?.round?.round ?? 0, session)
    return { manner: manners[role], misconception, random: this.#random, haste: this.#haste }
  }

  #voting(phone: ClassPhone, poll: PhonePoll): Voting | null {
    const { participant } = phone.participant
    const head = this.#heads.get(`${poll.poll}/${participant}`) ?? voter(this.#random)
    this.#heads.set(`${poll.poll}/${participant}`, head)
    const choice = choiceBy(head, poll, this.#random)
    return choice === null ? null : { choice, after: (2_000 + 18_000 * this.#random() ** 2) * this.#haste }
  }

  #planted(phone: ClassPhone, nth: number, plants: Planted): Playing {
    const played = phone.news?.round?.round ?? 1
    this.#firstRound ??= played
    const round = played - this.#firstRound + 1
    const rule = plants.ruleOf(nth)
    const plant = rule && { rule, errs: () => plants.errs(rule, round) }
    return { manner: 'prompt', plant, random: this.#random, haste: this.#haste }
  }

  /** The first pairs of a round are those in which somebody needs help: their partners do not keep them waiting. */
  #castOf(round: number, session: string): Cast {
    if (round > this.#round) {
      this.#casts.clear()
      this.#casted = 0
      this.#round = round
    }
    const known = this.#casts.get(session)
    if (known) return known
    const nth = this.#casted++
    const misconception = MISCONCEPTION_IDS[nth % MISCONCEPTION_IDS.length] ?? 'seq-ahead'
    const needy: Role | null = nth < this.planted ? (nth % 2 === 0 ? 'client' : 'server') : null
    const manner = (): Manner => (this.#random() < 0.2 ? 'slow' : 'right')
    const helped = NEEDY[nth % NEEDY.length] ?? 'stubborn'
    const manners = needy
      ? { client: 'prompt' as Manner, server: 'prompt' as Manner, [needy]: helped }
      : { client: manner(), server: manner() }
    const cast = { manners, needy, misconception }
    this.#casts.set(session, cast)
    return cast
  }

  #isNeedy(phone: ClassPhone): boolean {
    const seat = phone.news?.seat
    return seat !== undefined && seat !== null && this.#casts.get(seat.session)?.needy !== null
  }

  /** Is over at once when the class is closed. */
  async #wait(milliseconds: number): Promise<void> {
    try {
      await pause(milliseconds, undefined, { signal: this.#leaving.signal })
    } catch (error) {
      if (!this.#closed) throw error
    }
  }
}
