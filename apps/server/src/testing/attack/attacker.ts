// A process that does from one address what is dear for a server, as much as the limits allow.
// The first message is the plan; each further one is answered with what was answered how often.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Assault, AttackPlan } from './attack-plan.ts'

const [plan] = await once(process, 'message')
const { address, assaults, targets, url } = plan as AttackPlan

/** A minute's requests over the minute, a few more than are allowed; and so many of each kind under way. */
const BETWEEN = 45
const AT_ONCE = 40

const agent = new Agent({ keepAlive: true, localAddress: address, maxSockets: AT_ONCE })
const outcomes = new Map<string, number>()

function count(assault: Assault, outcome: string | number): void {
  const name = `${assault} ${outcome}`
  outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
}

const asked = (method: string, path: string, body?: string) =>
  new Promise<number>((resolve, reject) => {
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }) }
    const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    })
    sent.once('error', reject)
    sent.end(body)
  })

/** @returns the type of the last message before it leaves, or how the socket closed */
const joined = (key: { readonly session: string; readonly token: string }) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { localAddress: address, origin: url })
    let last = 'nothing'
    socket.once('open', () => socket.send(JSON.stringify({ type: 'join', ...key, since: 0 })))
    socket.on('message', (data) => {
      last = /"type":"([a-z-]+)"/.exec(data.toString().slice(0, 200))?.[1] ?? 'unknown'
      if (last === 'events') socket.close()
    })
    socket.once('unexpected-response', (_request, response) => {
      last = String(response.statusCode)
      socket.terminate()
    })
    socket.on('error', () => {})
    socket.once('close', () => resolve(last))
  })

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item

const CARRIED_OUT: Readonly<Record<Assault, () => Promise<string | number>>> = {
  replay: () => asked('GET', `/api/sessions/${pick(targets.ended)}/events`),
  'wrong-join': () => joined({ session: targets.live.seats.client.session, token: 'A'.repeat(22) }),
  join: () => joined(pick([targets.live.seats.client, targets.live.seats.server])),
  list: () => asked('GET', `/api/sessions?${targets.listed.map((id) => `id=${id}`).join('&')}`),
  offer: () => asked('POST', '/api/solo-sessions', targets.offer),
  // not with a name, which would take the seat: the session is loaded and the answer is 409
  seat: () => asked('POST', `/api/invitations/${targets.live.invitation}/seats`, '{"name":"Eve"}'),
}

async function assault(kind: Assault): Promise<void> {
  let underWay = 0
  for (;;) {
    await pause(BETWEEN * assaults.length)
    if (underWay >= AT_ONCE) continue
    underWay += 1
    void CARRIED_OUT[kind]()
      .then(
        (outcome) => count(kind, outcome),
        () => count(kind, 'failed'),
      )
      .finally(() => {
        underWay -= 1
      })
  }
}

process.on('message', () => process.send?.(Object.fromEntries(outcomes)))
for (const kind of assaults) void assault(kind)
process.send?.('ready')
