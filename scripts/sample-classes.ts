import { setTimeout as pause } from 'node:timers/promises'
import type { ReviewList } from '@woshou/classroom/api'
import type { ToldLog } from '@woshou/session/api'
import type { ClassPhone } from '../apps/server/src/testing/class-phone.ts'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { DemoClass } from '../apps/server/src/testing/demo-class.ts'
import type { ServerProcess } from '../apps/server/src/testing/server-process.ts'

/** One class as it stands: who teaches it, and the phones that are in. */
export interface SampleClass {
  readonly id: string
  /** `/join/SECRET`. */
  readonly link: string
  readonly demo: DemoClass
  /** What the teacher asks for. */
  command(command: Parameters<ClassTeacher['command']>[1]): Promise<unknown>
}

/** What screenshots look at: one class in each phase. */
export interface SampleClasses {
  readonly teacher: ClassTeacher
  /** `/teach/setup#TOKEN`, as somebody has it who was invited. */
  readonly invitation: string
  readonly empty: SampleClass
  /** Before the first round. */
  readonly lobby: SampleClass
  /** Sixty in the middle of a round, some of them stuck. */
  readonly playing: SampleClass
  readonly paused: SampleClass
  /** After a round. */
  readonly over: SampleClass
  /** Where a replay of it is that its teacher has commented on and marked, in the list of its sessions. */
  readonly reviewed: string
  close(): void
}

/** How long sixty play until those who need help are seen to, ms. */
const UNTIL_STUCK = 30_000

/** Sets a server up, and lets simulated classes play on it. */
export async function sampleClasses(server: ServerProcess): Promise<SampleClasses> {
  const token = /\/teach\/setup#([\w-]+)/.exec(server.printed.join('\n'))?.[1]
  if (token === undefined) throw new Error('the server has printed no address to set up the account')
  const teacher = await ClassTeacher.setUp(server.url, token)
  const demos: DemoClass[] = []

  const sample = async (name: string, students: number, haste = 1): Promise<SampleClass> => {
    const { class: id, code, link } = await teacher.openClass(name)
    const demo = new DemoClass({ url: server.url, code, students, seed: students, haste, comeWithin: 1_000 })
    demos.push(demo)
    if (students > 0) await demo.begin()
    return { id, link, demo, command: (command) => teacher.command(id, command) }
  }

  const playing = await sample('Computer networks, Tuesday', 60, 0.4)
  await playing.command({ type: 'start-round', scenario: 'data-in-between', minutes: 12 })
  const stuck = pause(UNTIL_STUCK)

  const over = await sample('Reading group', 8, 0.02)
  await over.command({ type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
  // not all come to the end: one of them needs help
  await Promise.any(over.demo.phones.map((phone) => phone.until(() => phone.view?.ended)))
  await over.command({ type: 'close-round' })

  const paused = await sample('Computer networks, Thursday', 12)
  await paused.command({ type: 'start-round', scenario: 'open-and-close-from-client', minutes: 10 })
  await Promise.all(paused.demo.phones.map((phone) => phone.until(() => phone.view?.started)))
  await paused.command({ type: 'pause' })

  const lobby = await sample('计算机网络 2 班', 18)
  const empty = await sample('Summer school', 0)
  const { link: invitation } = await teacher.post<{ link: string }>('/api/accounts/invitations', {})
  await stuck

  return {
    teacher,
    invitation,
    empty,
    lobby,
    playing,
    paused,
    over,
    reviewed: await review(teacher, over.id),
    close: () => {
      for (const demo of demos) demo.close()
    },
  }
}

/** Says something of a class's first mistake and marks whose it was; where its replay is. */
async function review(teacher: ClassTeacher, id: string): Promise<string> {
  const put = (path: string, body: object) =>
    fetch(`${teacher.url}/api${path}`, {
      method: 'PUT',
      headers: { cookie: teacher.cookie, origin: teacher.url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { sessions } = await teacher.get<ReviewList>(`/api/review/sessions?class=${id}`)
  const one = sessions.find(({ mistakes }) => (mistakes ?? 0) > 0)
  if (!one) throw new Error('nobody has made a mistake')
  const { events } = await teacher.get<ToldLog>(`/api/sessions/${one.session}/events`)
  const mistake = events.find((event) => 'violations' in event && event.violations.length > 0)
  if (!mistake || !('role' in mistake)) throw new Error('there is no mistake in it')
  const { version } = mistake
  const words = 'Look at your own TCB first: what is SND.NXT?\nThen count what the last segment took.'
  await teacher.post(`/api/sessions/${one.session}/comments`, { version, words, shared: true })
  await teacher.post(`/api/sessions/${one.session}/comments`, {
    version,
    words: 'Ask both of them on Thursday.',
    shared: false,
  })
  const keys = [
    { key: 'own', words: 'Asks the own TCB before choosing a number', points: 2 },
    { key: 'why', words: 'Can say why it was wrong', points: 1.5 },
    { key: 'guess', words: 'Guesses', points: -1 },
  ]
  await put(`/classes/${id}/rubric`, { keys })
  await put(`/sessions/${one.session}/marks`, { role: mistake.role, keys: ['own', 'why'] })
  return `/replay/${one.session}?${new URLSearchParams({ n: `${version}`, in: `class=${id}` })}`
}

/** A phone that has a seat, and has begun to play. */
export const seated = ({ demo }: SampleClass): ClassPhone => {
  const found = demo.phones.find(({ news, view }) => news?.seat && view?.started && !view.ended)
  if (!found) throw new Error('nobody plays')
  return found
}

/** A phone whose student has come to the end. */
export const finished = ({ demo }: SampleClass): ClassPhone => {
  const found = demo.phones.find(({ view }) => view?.ended)
  if (!found) throw new Error('nobody has finished')
  return found
}
