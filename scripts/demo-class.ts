// `npm run demo-class -- 60`: a class of simulated students, so that a teacher can try board and wall alone. They come in
// with a name, play as students do (rightly, slowly, with misconceptions), go away, come late, and play every round that
// is started; they vote when they are asked. Without --url a server is started on a database of its own, which is gone at
// the end; Ctrl-C ends it all.
//
//   --url http://…    a server that runs, whose instructor is named by --login and --password
//   --code 12345678   they come into a class that is there already, of the server that --url names; no instructor is needed
//   --port 3000       of the server that is started; any free one otherwise
//   --scenario NAME   of the first round; --minutes N; --pace N
//   --no-start        leaves it to the teacher to start the first round
//   --haste 0.5       they think half as long
//   --seed 7          other students
//   --planted         20, 12, 8 and 5 of sixty break one rule each, whenever they come to it, and nobody else is ever wrong
//   --learning 0.3    the same, and with each round by so much fewer of their first tries are wrong; six rounds, unless --rounds
//                     says how many
//   --rounds 6        plays so many rounds, each when all have played the one before, and prints what the report says
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ClassReport } from '@woshou/classroom/api'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { DemoClass } from '../apps/server/src/testing/demo-class.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'

/** Says what is wrong with what it was asked, and ends. */
function refuse(why: string): never {
  console.error(`npm run demo-class: ${why}`)
  process.exit(1)
}

const options = {
  url: { type: 'string' },
  login: { type: 'string', default: 'teacher' },
  password: { type: 'string', default: 'a demonstration' },
  code: { type: 'string' },
  port: { type: 'string', default: '0' },
  scenario: { type: 'string', default: 'data-in-between' },
  minutes: { type: 'string' },
  pace: { type: 'string', default: '1' },
  'no-start': { type: 'boolean', default: false },
  haste: { type: 'string', default: '1' },
  seed: { type: 'string', default: '1' },
  planted: { type: 'boolean', default: false },
  learning: { type: 'string' },
  rounds: { type: 'string' },
} as const

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const { positionals, values } = readArguments()

/** A number that an option names, or the end with what it may be. */
function numberOf(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= least && number <= most) return number
  return refuse(`${name} is a number from ${least} to ${most}, not ${text}`)
}

const students = Math.floor(numberOf('how many students', positionals[0] ?? '60', 1, 1_000))
const haste = numberOf('--haste', values.haste, 0.01, 100)
const seed = numberOf('--seed', values.seed, 0, 2 ** 31)
const pace = numberOf('--pace', values.pace, 0.1, 10)
const learning =
  values.learning === undefined ? (values.planted ? 0 : undefined) : numberOf('--learning', values.learning, 0, 1)
const rounds = Math.floor(numberOf('--rounds', values.rounds ?? (values.learning === undefined ? '1' : '6'), 1, 1_000))
if (values['no-start'] && values.rounds !== undefined) refuse('--rounds starts rounds, and --no-start none')
if (values.code !== undefined && values.rounds !== undefined)
  refuse('--rounds needs the class’s teacher, not its --code')
const minutes = values.minutes === undefined ? undefined : Math.floor(numberOf('--minutes', values.minutes, 1, 600))

/** What is ended at the end, the newest first. */
const ends: (() => Promise<void> | void)[] = []
let stopped = false
async function end(code: number): Promise<never> {
  if (!stopped) {
    stopped = true
    for (const one of ends.reverse()) await one()
  }
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))

/** A server of its own, with an instructor. */
async function startServer(): Promise<ClassTeacher> {
  const folder = new TemporaryFolder()
  ends.push(() => folder[Symbol.dispose]())
  const server = await ServerProcess.start({
    HOST: '0.0.0.0',
    PORT: values.port,
    LOG_LEVEL: 'warn',
    DATABASE_URL: `file:${folder.file('woshou.db')}`,
  })
  ends.push(async () => void (await server.stop('SIGTERM')))
  const token = /\/teach\/setup#([\w-]+)/.exec(server.printed.join('\n'))?.[1]
  if (token === undefined) throw new Error('the server has printed no address to set up the account')
  const { login, password } = values
  return ClassTeacher.setUp(server.url, token, login, password)
}

/** On a server that goes on nobody shall wait for students who have never been: the round is closed, if one runs. */
async function leaveBehind(teacher: ClassTeacher | null, id: string): Promise<void> {
  try {
    await teacher?.command(id, { type: 'close-round' })
  } catch (error) {
    if (!String(error).includes('no-round-runs')) console.error(`npm run demo-class: ${String(error)}`)
  }
  console.log('The class stays, with its replays; its page of settings deletes it.')
}

const { scenario } = values
const round = { type: 'start-round', scenario, pace, ...(minutes !== undefined && { minutes }) } as const

/** Plays the other rounds, each when all have played the one before; prints what the report says of them. */
async function playRounds(teacher: ClassTeacher, id: string, demo: DemoClass): Promise<void> {
  for (let nth = 1; ; nth++) {
    // a pair of two who stay away would keep everybody waiting for ever: it is cut off
    await Promise.race([demo.playedOut(), pause((minutes ?? 10) * 60_000)])
    await teacher.command(id, { type: 'close-round' })
    console.log(`Round ${nth} of ${rounds} is over.`)
    if (nth === rounds) break
    await teacher.command(id, round)
  }
  const report = await teacher.get<ClassReport>(`/api/classes/${id}/report`)
  for (const { learning: learnt, rule, students: broke, times } of report.rules) {
    const rate = learnt?.rate === null || learnt === null ? '' : `, learnt by ${learnt.rate.toFixed(2)} a round`
    console.log(`  ${rule}: ${broke} students, ${times} times${rate}`)
  }
  console.log(`Report: ${teacher.url}/teach/${id}/report`)
}

async function run(): Promise<void> {
  const { code: joined, login, password, url } = values
  if (joined !== undefined && url === undefined) throw new Error('name the server as well: --url http://…')
  let code = joined
  let teacher: ClassTeacher | null = null
  let id: string | null = null
  if (code === undefined) {
    teacher = url === undefined ? await startServer() : await ClassTeacher.logIn(url, login, password)
    const opened = await teacher.openClass(`Demo, ${students} students`)
    id = opened.class
    code = opened.code
    if (url !== undefined) ends.push(() => leaveBehind(teacher, opened.class))
    await teacher.command(id, { type: 'open-doors' })
    console.log(`Board:  ${teacher.url}/teach/${id}/live`)
    console.log(`Wall:   ${teacher.url}/wall/${id}`)
    console.log(`Phones: ${teacher.url}${opened.link}  ·  code ${code}`)
    if (url === undefined) console.log(`Sign in: ${teacher.url}/teach/login as “${login}”, password “${password}”`)
  }
  const about = { url: url ?? teacher?.url ?? '', code, students, seed, haste }
  const demo = new DemoClass({ ...about, ...(learning !== undefined && { learning }) })
  ends.push(() => demo.close())
  await demo.begin()
  console.log(`${demo.phones.length} students are in.`)
  if (teacher && id && !values['no-start']) {
    await pause(2_000)
    await teacher.command(id, round)
    const about =
      learning === undefined
        ? `${demo.planted} of them will need help.`
        : `Planted: ${demo.plants.map(({ rule, students: some }) => `${rule} in ${some}`).join(', ')}.`
    console.log(`Round 1 has begun: ${scenario}. ${about} Ctrl-C ends it all.`)
    if (values.rounds !== undefined || values.learning !== undefined) await playRounds(teacher, id, demo)
  }
  await demo.goOn()
  // until somebody ends it
  await new Promise(() => setInterval(() => {}, 60_000))
}

try {
  await run()
} catch (error) {
  if (!stopped) {
    // a server that cannot be reached is named by the cause alone
    const { cause, message } = error instanceof Error ? error : new Error(String(error))
    console.error(`npm run demo-class: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`)
    await end(1)
  }
}
