import { once } from 'node:events'
import { WebSocket } from 'ws'
import { ClassTeacher } from '../../../apps/server/src/testing/class-teacher.ts'
import { PROTOCOL } from '../../../packages/session/src/index.ts'
import type { Pair } from '../player.ts'
import { type Line, type Message, pingPong } from './ping-pong.ts'
import { ask } from './woshou.ts'

interface Participant {
  readonly class: string
  readonly token: string
}

interface ClassMessage extends Message {
  readonly seat?: { readonly session: string; readonly role: 'client' | 'server' } | null
}

/** A class with its doors open, and its teacher. @param setUp token of the address that the server has printed */
export async function openClass(url: string, setUp: string) {
  const teacher = await ClassTeacher.setUp(url, setUp)
  const opened = await teacher.openClass('Bench')
  await teacher.command(opened.class, { type: 'open-doors' })
  return { teacher, id: opened.class, code: opened.code, link: opened.link }
}

/** Phones that come in at the same time. */
const AT_ONCE = 20

/** Pairs of a class, seated by a round that has begun: each end plays on the socket on which its phone attends. */
export async function classPairs(
  url: string,
  { code, id, teacher }: Awaited<ReturnType<typeof openClass>>,
  pairs: number,
): Promise<Pair[]> {
  const phones: Awaited<ReturnType<typeof attend>>[] = []
  while (phones.length < 2 * pairs) {
    const more = Math.min(AT_ONCE, 2 * pairs - phones.length)
    phones.push(...(await Promise.all(Array.from({ length: more }, (_, n) => attend(url, code, phones.length + n)))))
  }
  await teacher.command(id, { type: 'start-round', scenario: 'bench-ping-pong', pace: 0.1 })
  const seated = await Promise.all(phones.map((phone) => phone.seated()))
  const bySession = Map.groupBy(seated, ({ session }) => session)
  return [...bySession.values()].map((two) => {
    const line = (role: 'client' | 'server'): Line => {
      const own = two.find((one) => one.role === role)
      if (!own) throw new Error(`nobody is the ${role}`)
      return own.line
    }
    return pingPong([line('client'), line('server')])
  })
}

async function attend(url: string, code: string, nth: number) {
  const { class: id, token } = await ask<Participant>(url, '/api/participants', { code, name: `Student ${nth}` })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
  await once(socket, 'open')
  const say = (message: object) => socket.send(JSON.stringify(message))
  const listeners = new Set<(message: ClassMessage) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString()) as ClassMessage
    for (const hear of [...listeners]) hear(message)
  })
  const next = <Found>(find: (message: ClassMessage) => Found | null | undefined) =>
    new Promise<Found>((resolve, reject) => {
      const hear = (message: ClassMessage) => {
        if (message.type === 'error') reject(new Error(JSON.stringify(message)))
        const found = find(message)
        if (!found) return
        listeners.delete(hear)
        resolve(found)
      }
      listeners.add(hear)
    })
  const seat = next(({ seat, type }) => (type === 'class' ? seat : null))
  const heard = next(({ type }) => type === 'class')
  say({ type: 'attend', protocol: PROTOCOL, class: id, token, since: 0 })
  await heard
  const line: Line = {
    say,
    hear: (listener) =>
      void listeners.add((message) => {
        if (message.type !== 'class') listener(message)
      }),
    close: () => socket.terminate(),
  }
  return {
    seated: async () => {
      const { role, session } = await seat
      const events = next(({ type }) => type === 'events')
      say({ type: 'join', protocol: PROTOCOL, session, token, since: 0 })
      await events
      return { session, role, line }
    },
  }
}
