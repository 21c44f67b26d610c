import { beforeAll, describe, expect, it, vi } from 'vitest'
import { newClass } from '../testing/stored-class.ts'
import { CREATED_AT } from '../testing/stored-session.ts'
import type { CastVote } from './ballots.ts'
import type { ClassStores } from './classes.contract.ts'
import { drawToken } from './seat-token.ts'

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What ballots of any storage do. */
export function describeBallots(name: string, open: () => Promise<ClassStores>): void {
  describe(`ballots in ${name}`, () => {
    let stores: ClassStores
    let owner: string
    beforeAll(async () => {
      stores = await open()
      owner = await stores.storeAccount('owner of ballots')
    })

    /** A class whose log ends with version 1. */
    async function stored(): Promise<string> {
      const made = newClass(owner)
      expect(await stores.classes.create(made)).toBe('created')
      return made.id
    }

    const vote = (id: string, participant: string, choice: number, parts: Partial<CastVote> = {}): CastVote => ({
      class: id,
      poll: 1,
      ballot: 1,
      participant,
      choice,
      at: CREATED_AT,
      version: 1,
      ...parts,
    })
    const students = Array.from({ length: 60 }, (_, nth) => `student-${String(nth).padStart(2, '0')}`)

    it('has each student once, whoever casts twice, at two servers, at the same moment', async () => {
      const { ballots, elsewhere } = stores
      const id = await stored()
      const cast = students.flatMap((student, nth) => [
        ballots.cast(vote(id, student, nth % 3)),
        elsewhere.ballots.cast(vote(id, student, nth % 3)),
      ])
      expect(await Promise.all(cast)).toEqual(cast.map(() => true))
      const [first, second] = await elsewhere.ballots.of(id, 1)
      expect(first).toEqual(new Map(students.map((student, nth) => [student, nth % 3])))
      expect(second.size).toBe(0)
    })

    it('takes the newer one of two, also of two in one commit, and tells ballots, polls and classes apart', async () => {
      const { ballots } = stores
      const [id, other] = [await stored(), await stored()]
      const [mei = '', jo = ''] = students
      expect(await Promise.all([0, 1, 2].map((choice) => ballots.cast(vote(id, mei, choice))))).toEqual([
        true,
        true,
        true,
      ])
      expect(await ballots.of(id, 1)).toEqual([new Map([[mei, 2]]), new Map()])
      await ballots.cast(vote(id, mei, 1))
      await ballots.cast(vote(id, mei, 3, { ballot: 2 }))
      await ballots.cast(vote(id, jo, 0, { poll: 2 }))
      await ballots.cast(vote(other, jo, 4))
      expect(await ballots.all(id)).toEqual(
        new Map([
          [1, [new Map([[mei, 1]]), new Map([[mei, 3]])]],
          [2, [new Map([[jo, 0]]), new Map()]],
        ]),
      )
      expect(await ballots.of(other, 1)).toEqual([new Map([[jo, 4]]), new Map()])
      expect(await ballots.of(other, 7)).toEqual([new Map(), new Map()])
    })

    it('stores none when the class’s log has gone on from what its voter knew: the ballot may be closed', async () => {
      const { ballots, classLog } = stores
      const id = await stored()
      const [mei = '', jo = '', li = ''] = students
      expect(await ballots.cast(vote(id, mei, 1))).toBe(true)
      const event = { type: 'ballot-closed', poll: 1, ballot: 1, version: 2, at: CREATED_AT } as const
      expect(await classLog.append({ log: id, events: [event] })).toEqual({ ok: true })
      const cast = [vote(id, jo, 1), vote(id, mei, 2), vote(id, li, 0, { version: 2, ballot: 2 })]
      expect(await Promise.all(cast.map((one) => ballots.cast(one)))).toEqual([false, false, true])
      expect(await ballots.of(id, 1)).toEqual([new Map([[mei, 1]]), new Map([[li, 0]])])
      expect(await ballots.cast(vote(drawToken(), jo, 1))).toBe(false)
    })
  })
}
