import { RESULTS_VERSION, sessionIdOf } from '@woshou/classroom'
import { RULE_IDS, type RuleId } from '@woshou/protocol'
import type { Role, SessionEvent } from '@woshou/session'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { CREATED_AT } from '../testing/stored-session.ts'
import { MOST_COMMENTS } from './remarks.ts'
import type { Place, Wanted } from './review.ts'
import { drawToken } from './seat-token.ts'
import type { Storage } from './storage.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

export interface ReviewStores extends Pick<Storage, 'accounts' | 'classes' | 'log' | 'remarks' | 'review'> {
  /** As another server has it. */
  readonly elsewhere: Pick<Storage, 'remarks'>
  /** Stores an account. @returns its id */
  storeAccount(login: string): Promise<string>
  /** Stores comments of no account on a session's first move. */
  storeComments(session: string, many: number): Promise<void>
}

const MINUTE = 60_000
const [RARE, COMMON, NEVER] = RULE_IDS

/** What a test stores of a session: who moved in it, and what they broke. */
interface Sample {
  readonly round: number
  readonly pair: number
  readonly level: 'coached' | 'exam' | 'wire'
  readonly ended: 'goal-reached' | 'left' | 'round-closed' | null
  readonly client: { readonly participant: string; readonly rules: readonly RuleId[] }
  readonly server: { readonly participant: string; readonly rules: readonly RuleId[] } | null
}

/** A class with what its pairs have played. */
interface Lesson {
  readonly id: string
  readonly people: readonly string[]
  readonly samples: readonly Sample[]
}

/** What every storage must do about review. Each implementation is handed to it by storages.test.ts. */
export function describeReview(name: string, open: () => Promise<ReviewStores>): void {
  describe(`review in ${name}`, () => {
    let stores: ReviewStores
    let owner: string
    /** Two classes that tests look at, and say something of: each of a session of its own. */
    let lessons: readonly [Lesson, Lesson]
    beforeAll(async () => {
      stores = await open()
      owner = await stores.storeAccount('owner of reviewed')
      lessons = [await lesson(), await lesson()]
    })

    async function storeClass(): Promise<string> {
      const made = newClass(owner, { name: 'Networks' })
      expect(await stores.classes.create(made)).toBe('created')
      return made.id
    }

    const begunAt = ({ round }: Pick<Sample, 'round'>) => CREATED_AT + round * MINUTE

    /** Stores sessions as a round and its end would. */
    async function storeSessions(id: string, samples: readonly Sample[]): Promise<void> {
      const made = samples.map((sample) => {
        const { pair, round, session } = pairSession(id, sample.pair, sample.client.participant, sample.round)
        return { pair, round, session: { ...session, level: sample.level, createdAt: begunAt(sample) } }
      })
      await stores.classes.createSessions(id, made)
      const people = await stores.classes.participants(id)
      const nthOf = (participant: string) => people.find((one) => one.id === participant)?.nth ?? null
      const counts = { student: 0, tries: 9, firstTries: 7, hints: 0, revealed: 0, duration: 1, stakes: [] }
      const endings = samples.map(async ({ client, ended, level, server }, index) => {
        const session = made[index]?.session
        if (ended === null || !session) return
        const seats = Object.entries({ client, server }).flatMap(([role, who]) => {
          if (!who) return []
          const rules = who.rules.map((rule, nth) => ({ rule, times: 1, firstVersion: 10 + nth }))
          const wrong = rules.length
          return [{ ...counts, role: role as Role, nth: nthOf(who.participant), ended, wrong, rules }]
        })
        const version = session.events.length + 1
        const events = [{ type: 'session-ended', reason: ended, role: 'client', version, at: 9_000 } as SessionEvent]
        const came = { level, reckoned: RESULTS_VERSION, seats }
        const result = { reason: ended, at: 9_000, length: version, came }
        expect(await stores.log.append({ log: session.id, events, beside: { result } })).toEqual({ ok: true })
      })
      await Promise.all(endings)
    }

    const SAMPLED = ['goal-reached', 'left', 'round-closed', null] as const

    /** Four rounds of five pairs; every attribute varies against the others. */
    function samplesOf(people: readonly string[]): Sample[] {
      const who = (nth: number) => people[nth % people.length] ?? ''
      return Array.from({ length: 20 }, (_, nth): Sample => {
        const [round, pair] = [1 + Math.floor(nth / 5), 1 + (nth % 5)]
        const common = nth % 2 === 0 ? [COMMON] : []
        return {
          round,
          pair,
          level: (['coached', 'exam', 'wire'] as const)[nth % 3] ?? 'coached',
          ended: SAMPLED[nth % 4] ?? null,
          client: { participant: who(nth), rules: [...common, ...(nth === 5 ? [RARE] : [])] },
          server: nth % 4 === 3 ? null : { participant: who(nth + 3), rules: nth % 5 === 0 ? [COMMON] : [] },
        }
      })
    }

    /** The same filters, said once more in the plainest way. */
    function isWanted(sample: Sample, { from, level, participant, round, rule, to, unfinished }: Wanted): boolean {
      const seats = [sample.client, ...(sample.server ? [sample.server] : [])]
      const own = seats.filter((seat) => participant === undefined || seat.participant === participant)
      return (
        own.length > 0 &&
        (rule === undefined || (sample.ended !== null && own.some(({ rules }) => rules.includes(rule)))) &&
        (round === undefined || sample.round === round) &&
        (level === undefined || sample.level === level) &&
        (unfinished === undefined || (sample.ended !== 'goal-reached') === unfinished) &&
        (from === undefined || begunAt(sample) >= from) &&
        (to === undefined || begunAt(sample) <= to)
      )
    }

    async function lesson(): Promise<Lesson> {
      const id = await storeClass()
      const people: string[] = []
      for (const one of ['Mei', 'Jonas', 'Ana', 'Li', 'Tom', 'Eve', 'Bo'])
        people.push((await letIn(stores.classes, id, newcomer(one))).id)
      const samples = samplesOf(people)
      await storeSessions(id, samples)
      return { id, people, samples }
    }

    it('lists by every filter and by all of them together, the newest first', async () => {
      const [{ id, people, samples }, other] = lessons
      const choices: readonly (readonly Wanted[])[] = [
        [{}, { participant: people[2] }],
        [{}, { rule: COMMON }, { rule: RARE }, { rule: NEVER }],
        [{}, { round: 2 }],
        [{}, { level: 'exam' }],
        [{}, { unfinished: true }, { unfinished: false }],
        [{}, { from: begunAt({ round: 2 }), to: begunAt({ round: 3 }) }],
      ]
      const all = choices.reduce<readonly Wanted[]>(
        (chosen, some) => chosen.flatMap((wanted) => some.map((one) => ({ ...wanted, ...one }))),
        [{}],
      )
      const order = (a: Sample, b: Sample) => b.round - a.round || a.pair - b.pair
      let found = 0
      for (const wanted of all) {
        const listed = await stores.review.sessions([id], wanted, 50)
        const right = samples.filter((sample) => isWanted(sample, wanted)).sort(order)
        found += right.length
        expect(
          listed.map(({ pair, round }) => ({ pair, round })),
          JSON.stringify(wanted),
        ).toEqual(right.map(({ pair, round }) => ({ pair, round })))
        if (wanted.rule === undefined) continue
        for (const { firstVersion } of listed) expect(firstVersion).not.toBeNull()
      }
      expect(all).toHaveLength(192)
      expect(found).toBeGreaterThan(200)
      // of several classes; and of none
      const both = await stores.review.sessions([id, other.id], { round: 2 }, 50)
      expect(both.map((one) => one.pair)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
      expect(await stores.review.sessions([], {}, 50)).toEqual([])
    })

    it('turns pages without a session twice or left out, whatever is begun meanwhile', async () => {
      const { id, people, samples } = await lesson()
      const other = lessons[1]
      const wants: readonly Wanted[] = [{}, { rule: COMMON }, { participant: people[1] }]
      for (const [nth, wanted] of wants.entries()) {
        const whole = await stores.review.sessions([id, other.id], wanted, 50)
        const paged: string[] = []
        let after: Place | undefined
        do {
          const page = await stores.review.sessions([id, other.id], { ...wanted, after }, 3)
          paged.push(...page.map(({ session }) => session))
          after = page.at(-1)
          if (paged.length === 3) await storeSessions(id, [{ ...(samples[0] as Sample), round: 90 + nth }])
        } while (after)
        expect(paged).toEqual(whole.map(({ session }) => session))
      }
    })

    it('takes times that no session has for what they are', async () => {
      const { id } = lessons[1]
      const furthest = 8_640_000_000_000_000
      expect(await stores.review.sessions([id], { from: 0, to: furthest }, 50)).toHaveLength(20)
      expect(await stores.review.sessions([id], { from: furthest }, 50)).toEqual([])
      expect(await stores.review.sessions([id], { to: 0 }, 50)).toEqual([])
      const after = { createdAt: furthest, pair: 1, session: drawToken() }
      expect(await stores.review.sessions([id], { after }, 50)).toHaveLength(20)
    })

    it('says of each who moved, what came of it, what they were given and what was said', async () => {
      const { id, people, samples } = lessons[0]
      const [sample] = samples
      const session = sessionIdOf(id, 1, 1)
      const said = { session, version: 4, words: 'Look here.', shared: false, at: CREATED_AT, account: owner }
      expect(await stores.remarks.comment({ id: drawToken(), ...said })).toBe('stored')
      expect(await stores.remarks.giveMarks(session, { role: 'server', student: 0, keys: ['late'] })).toBe(true)
      const [listed] = await stores.review.sessions([id], { round: 1, rule: COMMON }, 1)
      expect(listed).toMatchObject({
        ...{ session, class: id, className: 'Networks', rubric: { keys: [] } },
        ...{ round: 1, pair: 1, level: sample?.level, ended: 'goal-reached' },
        ...{ createdAt: begunAt({ round: 1 }), firstVersion: 10, comments: 1 },
        students: [
          { role: 'client', student: 0, participant: people[0], done: { tries: 9, wrong: 1 }, keys: [] },
          { role: 'server', student: 0, participant: people[3], done: { tries: 9, wrong: 1 }, keys: ['late'] },
        ],
      })
      // one that is played: who sits there
      const [played] = await stores.review.sessions([id], { round: 1, unfinished: true, participant: people[3] }, 1)
      expect(played).toMatchObject({ ended: null, firstVersion: null })
      expect(played?.students).toEqual([
        { role: 'client', student: 0, participant: people[3], who: { name: 'Li', nth: 3 }, done: null, keys: [] },
      ])
    })

    it('knows the classes of an account', async () => {
      const viewer = await stores.storeAccount(`viewer ${drawToken()}`)
      expect(await stores.review.classesOf(viewer)).toEqual([])
      const id = await storeClass()
      await stores.classes.setRight(id, viewer, 'viewer')
      expect(await stores.review.classesOf(viewer)).toEqual([{ id, right: 'viewer' }])
    })

    it('keeps comments, which who wrote them and no other session changes', async () => {
      const { remarks } = stores
      const { id } = lessons[0]
      const [session, second] = [sessionIdOf(id, 2, 1), sessionIdOf(id, 2, 2)]
      const made = (version: number, shared: boolean) => ({
        ...{
          id: drawToken(),
          session,
          version,
          words: `梅 ${version}`,
          shared,
          at: CREATED_AT + version,
          account: owner,
        },
      })
      const [later, earlier] = [made(9, true), made(4, false)]
      for (const comment of [later, earlier]) expect(await remarks.comment(comment)).toBe('stored')
      const stored = ({ account, ...rest }: typeof later) => ({ ...rest, by: { account, name: 'OWNER OF REVIEWED' } })
      expect(await remarks.comments(session)).toEqual([stored(earlier), stored(later)])
      expect(await remarks.comments(second)).toEqual([])
      expect(await remarks.commentCounts([session, second])).toEqual(new Map([[session, { all: 2, shared: 1 }]]))
      expect(await remarks.changeComment(second, earlier.id, { shared: true })).toBeNull()
      expect(await remarks.changeComment(session, earlier.id, { words: 'new' })).toEqual({
        ...stored(earlier),
        words: 'new',
      })
      expect(await remarks.changeComment(session, earlier.id, { shared: true })).toMatchObject({ shared: true })
      expect(await remarks.deleteComment(second, earlier.id)).toBe(false)
      expect(await remarks.deleteComment(session, earlier.id)).toBe(true)
      expect(await remarks.deleteComment(session, earlier.id)).toBe(false)
      expect(await remarks.findComment(session, earlier.id)).toBeNull()
      expect(await remarks.comment({ ...made(1, true), session: drawToken() })).toBe('unknown')
    })

    it('keeps what somebody said whose account is gone', async () => {
      const { accounts, remarks } = stores
      const gone = await stores.storeAccount(`gone ${drawToken()}`)
      const session = sessionIdOf(lessons[0].id, 2, 3)
      const comment = { id: drawToken(), session, version: 4, words: 'Look.', shared: true, at: CREATED_AT }
      await remarks.comment({ ...comment, account: gone })
      expect(await accounts.delete(gone, owner)).toMatchObject({ deleted: true })
      expect(await remarks.comments(session)).toEqual([{ ...comment, by: null }])
    })

    it('has no end of sessions, and one of what is said of each', async () => {
      const { remarks } = stores
      const sessionId = sessionIdOf(lessons[0].id, 2, 4)
      await stores.storeComments(sessionId, MOST_COMMENTS)
      const one = { id: drawToken(), session: sessionId, version: 1, words: 'x', shared: false, at: CREATED_AT }
      expect(await remarks.comment({ ...one, account: owner })).toBe('full')
    })

    it('shows a student what is shared of the sessions that they have ended, and nothing else', async () => {
      const { remarks } = stores
      const { id, people, samples } = lessons[1]
      for (const { pair, round } of samples)
        for (const shared of [true, false])
          await remarks.comment({
            ...{ id: drawToken(), session: sessionIdOf(id, round, pair), version: 4, shared, at: CREATED_AT },
            ...{ words: `${round} ${pair}`, account: owner },
          })
      for (const participant of people) {
        const own = samples
          .filter((sample) => sample.ended !== null && isWanted(sample, { participant }))
          .map(({ pair, round }) => `${round} ${pair}`)
        const shown = await remarks.sharedWith(participant)
        expect(shown.map(({ words }) => words).sort()).toEqual(own.sort())
        for (const { shared } of shown) expect(shared).toBe(true)
      }
    })

    it('keeps a rubric, and marks of whoever moved', async () => {
      const { remarks } = stores
      const { id, people } = lessons[1]
      expect(await remarks.rubric(id)).toEqual({ keys: [] })
      const rubric = { keys: [{ key: 'late', words: '迟到', points: -0.5 }] }
      expect(await remarks.keepRubric(id, rubric)).toBe(true)
      expect(await remarks.rubric(id)).toEqual(rubric)
      expect(await remarks.keepRubric(drawToken(), rubric)).toBe(false)
      const session = sessionIdOf(id, 1, 1)
      expect(await remarks.students(session)).toEqual([
        { role: 'client', student: 0 },
        { role: 'server', student: 0 },
      ])
      const give = (role: Role, ...keys: string[]) => remarks.giveMarks(session, { role, student: 0, keys })
      expect(await give('client', 'late', 'early')).toBe(true)
      expect(await give('server', 'late')).toBe(true)
      expect(await give('client', 'late')).toBe(true)
      expect(await remarks.marks(session)).toEqual([
        { role: 'client', student: 0, keys: ['late'] },
        { role: 'server', student: 0, keys: ['late'] },
      ])
      const marked = await remarks.marksOf(id)
      const byPerson = Object.fromEntries(marked.map(({ keys, participant }) => [participant, keys]))
      expect(byPerson).toEqual({ [people[0] ?? '']: ['late'], [people[3] ?? '']: ['late'] })
      expect(await give('client')).toBe(true)
      expect(await remarks.marks(session)).toEqual([{ role: 'server', student: 0, keys: ['late'] }])
      expect(await remarks.giveMarks(drawToken(), { role: 'client', student: 0, keys: ['late'] })).toBe(false)
      expect(await remarks.giveMarks(drawToken(), { role: 'client', student: 0, keys: [] })).toBe(false)
    })

    it('gives marks on two servers at once: one of them holds, as a whole', async () => {
      const { elsewhere, remarks } = stores
      const session = sessionIdOf(lessons[1].id, 4, 1)
      const sets = [['a', 'b'], ['b', 'c'], ['c', 'a', 'b'], []]
      const servers = [remarks, elsewhere.remarks]
      const give = (keys: readonly string[], nth: number) =>
        servers[nth % 2]?.giveMarks(session, { role: 'client', student: 0, keys })
      await Promise.all(sets.map(give))
      const kept = (await remarks.marks(session))[0]?.keys ?? []
      expect(sets.map((keys) => keys.toSorted())).toContainEqual(kept.toSorted())
    })
  })
}
