import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ACCOUNT_USAGE, type Print, parseAccountCall, runAccountCall } from './admin-account.ts'
import { AdminError, calledWrongly, notFound } from './admin-error.ts'
import { type Environment, EnvironmentError, readEnvironment } from './env.ts'
import { rebuildResults } from './rebuild-results.ts'
import type { Summary } from './storage/directory.ts'
import type { OpenRecords } from './storage/prisma/open-records.ts'
import type { PrismaRecords } from './storage/prisma/prisma-records.ts'
import type { StudentRecord } from './storage/prisma/prisma-students.ts'
import { StorageError } from './storage/storage-error.ts'

const USAGE = `What is stored about people, in the database that DATABASE_URL names.

  npm run admin -- list [--name NAME]                 one line per session, the oldest first; with a name also the
                                                      students of classes who have it
  npm run admin -- show SESSION                       what is stored of a session, without its moves
  npm run admin -- export SESSION FILE                a session with its seats, names and moves, as JSON
  npm run admin -- export --name NAME FILE            the same of every session in which somebody has that name, and of
                                                      the students of classes who have it, with what they played
  npm run admin -- delete SESSION --yes               deletes a session with its seats, names and moves
  npm run admin -- delete --name NAME --yes           deletes every session in which somebody has that name; students of
                                                      classes keep their pseudonyms alone, which their sessions have
  npm run admin -- rebuild-results                    makes anew, from the logs, what every session that has ended came to

${ACCOUNT_USAGE}

SESSION is the 22 characters in the address of its page. Without --yes nothing is deleted: what would be is listed.
A session that is being played when it is deleted ends for its students with the next move: they are told.
Exit code: 0 done · 1 the database or the file can't be used · 2 called wrongly, or --yes is missing · 3 nothing found`

const wrong = (message: string) => calledWrongly(message, USAGE)
const missing = notFound

interface Call {
  readonly work: string
  readonly session: string | null
  readonly name: string | null
  readonly file: string | null
  readonly yes: boolean
}

/** What each work takes besides its name: whether a session or a name is asked for, and whether a file. */
const WORKS: Readonly<
  Record<string, { readonly which: 'either' | 'session' | 'name-or-all'; readonly file: boolean }>
> = {
  list: { which: 'name-or-all', file: false },
  show: { which: 'session', file: false },
  export: { which: 'either', file: true },
  delete: { which: 'either', file: false },
}

/** A session's id may begin with a hyphen, as an option does. */
const SESSION = /^[\w-]{22}$/

/** @throws AdminError that names what is wrong */
function parse([work = '', ...rest]: readonly string[]): Call {
  const takes = Object.hasOwn(WORKS, work) ? WORKS[work] : undefined
  if (!takes) throw wrong(work === '' ? 'say what to do' : `there is no ${JSON.stringify(work)}`)
  let name: string | null = null
  let yes = false
  const others: string[] = []
  for (let at = 0; at < rest.length; at++) {
    const given = rest[at] ?? ''
    if (given === '--yes' && work === 'delete') yes = true
    else if (given === '--name' && takes.which !== 'session') {
      at += 1
      name = rest[at]?.trim() || null
      if (name === null) throw wrong('--name: a name is missing')
    } else if (given.startsWith('-') && !SESSION.test(given)) throw wrong(`${work} takes no ${given}`)
    else others.push(given)
  }
  const session = takes.which === 'name-or-all' || name !== null ? null : (others.shift() ?? null)
  const file = takes.file ? (others.shift() ?? null) : null
  if (others[0] !== undefined) throw wrong(`${work}: ${JSON.stringify(others[0])} is too much`)
  if (takes.which !== 'name-or-all' && name === null && session === null) {
    throw wrong(`${work}: name a session${takes.which === 'either' ? ', or --name NAME' : ''}`)
  }
  if (session !== null && !SESSION.test(session)) throw wrong(`${JSON.stringify(session)} is no session's id`)
  if (takes.file && file === null) throw wrong(`${work}: name a file to write`)
  return { work, session, name, file, yes }
}

/** Quoted as JSON does: a name from an older build may hold what a terminal obeys. */
function lineOf({ createdAt, endedAt, id, names, reason, scenario }: Summary): string {
  const seats = Object.entries(names).flatMap(([role, name]) =>
    name === null ? [] : `${role} ${JSON.stringify(name)}`,
  )
  const state = endedAt === null ? 'running' : (reason ?? 'ended')
  return `${id}  ${new Date(createdAt).toISOString()}  ${state}  ${scenario.id}  ${seats.join(', ')}`
}

async function list(
  records: PrismaRecords,
  ids: readonly string[],
  students: readonly StudentRecord[],
  print: Print,
): Promise<void> {
  for await (const summary of records.summaries(ids)) print(lineOf(summary))
  for (const student of students) print(studentLine(student))
}

const studentLine = ({ cameAt, class: id, className, name, pseudonym, sessions, state }: StudentRecord): string =>
  `class ${id}  ${cameAt}  ${state}  ${JSON.stringify(className)}  ${JSON.stringify(name)} (${pseudonym}), ${sessions.length} × session`

async function show(records: PrismaRecords, id: string, print: Print): Promise<void> {
  const record = await records.record(id)
  if (!record) throw missing(`there is no session ${id}`)
  const { events, seats, session } = record
  const counted = new Map<string, number>()
  for (const { type } of events) counted.set(type, (counted.get(type) ?? 0) + 1)
  const former = events.flatMap((event) =>
    event.type === 'seat-taken' || event.type === 'seat-handed-over' ? [event] : [],
  )
  const shown = {
    ...session,
    createdAt: new Date(session.createdAt).toISOString(),
    endedAt: session.endedAt === null ? null : new Date(session.endedAt).toISOString(),
    seats,
    // everybody who has sat there, those before a hand-over among them
    names: [...new Set(former.map(({ name }) => name))],
    events: Object.fromEntries(counted),
  }
  print(JSON.stringify(shown, null, 2))
}

/** One session after the other, so that a year of them fits into memory. */
async function exportTo(
  path: string,
  records: PrismaRecords,
  ids: readonly string[],
  students: readonly StudentRecord[],
  print: Print,
): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new AdminError(
      `${path} can't be written: ${error.code === 'EEXIST' ? 'it is there already' : error.message}`,
      1,
    )
  })
  try {
    let count = 0
    await file.write(`{"woshou":"records","format":1,"at":${JSON.stringify(new Date().toISOString())},"sessions":[`)
    for (const id of ids) {
      const record = await records.record(id)
      if (record) await file.write(`${count++ > 0 ? ',' : ''}\n${JSON.stringify(record)}`)
    }
    await file.write('\n]')
    if (students.length > 0) await file.write(`,"students":${JSON.stringify(students)}`)
    await file.write('}\n')
    await file.sync()
    print(
      `Stored in ${path}: ${count} × session${students.length > 0 ? `, ${students.length} × student of a class` : ''}`,
    )
  } finally {
    await file.close()
  }
}

/** Opens the database, does something with it, and closes it. */
async function withRecords(
  variables: NodeJS.ProcessEnv,
  work: (open: OpenRecords, env: Environment) => Promise<void>,
): Promise<void> {
  const env = readEnvironment(variables)
  const { databaseUrl } = env
  const path = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : null
  if (path !== null && !existsSync(path)) throw new AdminError(`there is no database ${path}`, 1)
  // what takes half a second to load, for calls that are right
  const { openRecords } = await import('./storage/prisma/open-records.ts')
  const open = await openRecords(databaseUrl)
  try {
    await work(open, env)
  } finally {
    await open.close()
  }
}

const run = ({ file, name, session, work, yes }: Call, variables: NodeJS.ProcessEnv, print: Print): Promise<void> =>
  withRecords(variables, async ({ records, settle, students }) => {
    if (work === 'show') return await show(records, session ?? '', print)
    const asked = session !== null ? [session] : name !== null ? await records.ofName(name) : await records.all()
    const ids: string[] = []
    for await (const { id } of records.summaries(asked)) ids.push(id)
    const inClasses = name !== null ? await students.ofName(name) : []
    if (ids.length === 0 && inClasses.length === 0 && (session !== null || name !== null)) {
      throw missing(session !== null ? `there is no session ${session}` : `nobody is called ${JSON.stringify(name)}`)
    }
    if (work === 'list') return await list(records, ids, inClasses, print)
    // npm runs scripts in the project's folder; the file is meant from where one stands
    if (work === 'export') {
      const all = [...new Set([...ids, ...inClasses.flatMap(({ sessions }) => sessions)])]
      return await exportTo(resolve(variables.INIT_CWD ?? '.', file ?? ''), records, all, inClasses, print)
    }
    const known = inClasses.length > 0 ? `, and to forget ${inClasses.length} × student of a class` : ''
    if (!yes) {
      await list(records, ids, inClasses, print)
      throw new AdminError(
        `Nothing has been deleted. To delete ${ids.length} × session for good${known}, add --yes.`,
        2,
      )
    }
    const deleted = `Deleted: ${await records.delete(ids)} × session.`
    const forgotten = known === '' ? '' : ` Forgotten: ${await students.forget(inClasses)} × student of a class.`
    print(`${deleted}${forgotten} Backups still hold them.`)
    if (!(await settle())) print('The file beside it (-wal) holds them until the server next empties it.')
  })

async function runAccount(given: readonly string[], variables: NodeJS.ProcessEnv, print: Print): Promise<void> {
  const call = parseAccountCall(given, USAGE)
  await withRecords(variables, async ({ accounts, settle }, env) => {
    await runAccountCall(call, accounts, env, print)
    if (call.work === 'delete') await settle()
  })
}

const runRebuild = (given: readonly string[], variables: NodeJS.ProcessEnv, print: Print): Promise<void> => {
  if (given[0] !== undefined) throw wrong(`rebuild-results: ${JSON.stringify(given[0])} is too much`)
  return withRecords(variables, async ({ log, results }) => {
    const { made, newer } = await rebuildResults(results, log)
    const left = newer === 0 ? '' : ` ${newer} × session can be read by a newer build alone.`
    print(`Made anew: the results of ${made} × session.${left}`)
  })
}

/**
 * Does what a call of `npm run admin` asks for.
 * @param given its arguments
 * @param variables its environment: which database, and where the caller stands
 * @returns its exit code, as the usage says
 */
export async function administer(
  given: readonly string[],
  variables: NodeJS.ProcessEnv,
  output: Pick<Console, 'log' | 'error'>,
): Promise<number> {
  const print: Print = (line) => output.log(line)
  try {
    if (given[0] === '--help' || given[0] === 'help') print(USAGE)
    else if (given[0] === 'account') await runAccount(given.slice(1), variables, print)
    else if (given[0] === 'rebuild-results') await runRebuild(given.slice(1), variables, print)
    else await run(parse(given), variables, print)
    return 0
  } catch (error) {
    const { message, stack } = error as Error
    const known = [AdminError, EnvironmentError, StorageError].some((kind) => error instanceof kind)
    output.error(known ? message : stack)
    return error instanceof AdminError ? error.exitCode : 1
  }
}
