import { RULE_IDS } from '@woshou/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import type { Wanted } from '../review.ts'
import { drawToken } from '../seat-token.ts'
import { openDatabase } from './open-storage.ts'
import { PrismaReview } from './prisma-review.ts'
import type { Database } from './shared-connection.ts'

let folder: TemporaryFolder
let database: Database
beforeAll(async () => {
  folder = new TemporaryFolder()
  database = await openDatabase(`file:${folder.file('woshou.db')}`)
})
afterAll(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

/** How SQLite goes about what a list asks, line by line; where it has no choice of its own. */
async function plansOf(wanted: Wanted): Promise<string[]> {
  const asked: Prisma.Sql[] = []
  const { prisma } = database
  const watched = new Proxy(prisma, {
    get(target, name) {
      if (name !== '$queryRaw') return Reflect.get(target, name)
      return (text: TemplateStringsArray | Prisma.Sql, ...values: readonly Prisma.Sql[]) => {
        asked.push(text instanceof Prisma.Sql ? text : Prisma.sql(text, ...values))
        return prisma.$queryRaw(text, ...values)
      }
    },
  }) as PrismaClient
  await new PrismaReview({ ...database, prisma: watched }).sessions([drawToken()], wanted, 51)
  const plans: string[] = []
  for (const { sql, values } of asked) {
    const rows = await prisma.$queryRawUnsafe<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    plans.push(...rows.map(({ detail }) => detail))
  }
  return plans
}

const [rule] = RULE_IDS
const participant = drawToken()
const everything: Wanted = { round: 3, level: 'exam', unfinished: true, from: 0, to: 1 }
const after = { createdAt: 1, pair: 1, session: drawToken() }

it.each<Wanted>([{}, { round: 3 }, { level: 'exam' }, { unfinished: true }, { from: 0, to: 1 }, { after }, everything])(
  'reads a page of %j off an index alone, in its order',
  async (wanted) => {
    const plans = await plansOf(wanted)
    expect(plans.filter((line) => /^SEARCH s /.test(line))).toEqual([
      expect.stringMatching(/USING COVERING INDEX Session_classId_\w+ \(classId=\?/),
    ])
    expect(plans.filter((line) => /TEMP B-TREE|SCAN s\b/.test(line))).toEqual([])
  },
)

it.each<Wanted>([{ rule }, { participant }, { participant, rule }, { ...everything, participant, rule, after }])(
  'finds %j by indices, and no table is read as a whole',
  async (wanted) => {
    const plans = await plansOf(wanted)
    expect(plans.filter((line) => /^SEARCH (s|r|t|SeatRule|SeatResult|Seat) /.test(line)).length).toBeGreaterThan(1)
    // what is gone through is what was led to, and lists that were given
    expect(plans.filter((line) => /^SCAN (?!asked|page|led)/.test(line))).toEqual([])
  },
)
