import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InstructorBrowser, PASSWORD } from '../../../apps/server/src/testing/instructor.ts'
import type { Services } from '../services.ts'
import { median, round } from '../statistics.ts'
import { type StoredLessons, storeLessons } from '../stored-lessons.ts'
import { startWoshou } from '../system.ts'
import { table } from '../table.ts'

/** Milliseconds at the server's door: the first time, as nothing is at hand; the median; and the slowest of the others. */
export interface Asked {
  readonly first: number
  readonly median: number
  readonly slowest: number
}

/** By engine: each question, with what it took. */
export interface ReviewReport {
  readonly sessions: number
  readonly engines: Readonly<Record<string, Readonly<Record<string, Asked>>>>
}

/** More than this a page of the list may not take, and this a board. */
const PAGE_WITHIN = 100
const BOARD_WITHIN = 300

/** How long a teacher waits for a page of sessions, by each filter and by all of them, and for a board. */
export async function review({
  postgres,
  quick,
}: {
  postgres: Services['postgres']
  quick: boolean
}): Promise<ReviewReport> {
  const sessions = quick ? 5_000 : 100_000
  const engines: Record<string, Record<string, Asked>> = {}
  const folder = mkdtempSync(join(tmpdir(), 'woshou-bench-'))
  try {
    engines.sqlite = await measure('SQLite', `file:${join(folder, 'woshou.db')}`, sessions, quick)
    if (postgres) engines.postgres = await measure('PostgreSQL', await postgres.createDatabase(), sessions, quick)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { sessions, engines }
}

async function measure(engine: string, url: string, sessions: number, quick: boolean): Promise<Record<string, Asked>> {
  const began = performance.now()
  const stored = await storeLessons(url, sessions)
  console.log(`${sessions} sessions stored in ${Math.round((performance.now() - began) / 1_000)} s`)
  const server = await startWoshou({ DATABASE_URL: url })
  try {
    const browser = new InstructorBrowser(server.url)
    await answered(browser.post('/api/account/login', { login: stored.login, password: PASSWORD }))
    const asked: Record<string, Asked> = {}
    for (const [name, path] of Object.entries(await questions(browser, stored)))
      asked[name] = await timed(() => answered(browser.get(path)), quick ? 3 : 20)
    const rows = Object.entries(asked).map(([name, { first, median, slowest }]) => [
      ...[name, first, median, slowest, slowest > (name === BOARD ? BOARD_WITHIN : PAGE_WITHIN) ? 'too slow' : ''],
    ])
    console.log(
      `\nWhat a teacher waits for, ${sessions} stored sessions, ${engine}, ms\n${table(['asked for', 'first', 'median', 'slowest', ''], rows)}\n`,
    )
    return asked
  } finally {
    await server.kill('SIGTERM')
  }
}

const BOARD = 'the board of 60 students and 12 rounds'

/** By what each is called: what is asked. */
async function questions(browser: InstructorBrowser, stored: StoredLessons): Promise<Record<string, string>> {
  const { big, board, common, first, last, needle, participant, seldom } = stored
  const list = (query: string) => `/api/review/sessions?${query}`
  const middle = Math.round((first + last) / 2)
  const month = 30 * 24 * 60 * 60 * 1_000
  const filters: Readonly<Record<string, string>> = {
    'no filter': '',
    'a class': `class=${big}`,
    'a round of all classes': 'round=40',
    'a round of a class': `class=${big}&round=900`,
    'a student': `participant=${participant}`,
    'a common rule': `rule=${common}`,
    'a seldom rule': `rule=${seldom}`,
    'a rule that one student broke once': `rule=${needle}`,
    'a level': 'level=exam',
    'a seldom level': 'level=wire',
    unfinished: 'unfinished=true',
    finished: 'unfinished=false',
    'a month two years ago': `from=${first}&to=${first + month}`,
    'a month a year ago': `from=${middle}&to=${middle + month}`,
    'a student and a rule': `participant=${participant}&rule=${common}`,
    'a common rule and a seldom level': `rule=${common}&level=wire`,
    'a seldom rule, a level, unfinished': `rule=${seldom}&level=exam&unfinished=true`,
    'a seldom level, unfinished, a year ago': `level=wire&unfinished=true&to=${middle}`,
    'all of them': `class=${big}&round=900&participant=${participant}&rule=${common}&level=coached&unfinished=false&from=${first}&to=${last}`,
    'what there is none of': `class=${board}&level=wire&unfinished=true&rule=${needle}`,
  }
  const asked = Object.fromEntries(Object.entries(filters).map(([name, query]) => [name, list(query)]))
  let next: string | null = null
  for (let page = 0; page < 20; page++) {
    const { body } = await browser.get(list(`class=${big}${next === null ? '' : `&after=${next}`}`))
    next = (body as { next: string | null }).next
  }
  return {
    ...asked,
    'the twentieth page': list(`class=${big}&after=${next ?? ''}`),
    [BOARD]: `/api/classes/${board}/report`,
  }
}

async function answered(answer: Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> {
  const { body, status } = await answer
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
}

async function timed(work: () => Promise<void>, times: number): Promise<Asked> {
  const took: number[] = []
  for (let n = 0; n <= times; n++) {
    const began = performance.now()
    await work()
    took.push(performance.now() - began)
  }
  const [first = 0, ...others] = took
  return { first: round(first, 1), median: round(median(others), 1), slowest: round(Math.max(...others), 1) }
}
