// The phones and the board of a class, in a process apart from the server's: `node class-load.ts '{"part": …}'`.
import type { ClassPhone } from '../../apps/server/src/testing/class-phone.ts'
import type { ClassBoard } from '../../apps/server/src/testing/class-teacher.ts'
import { DemoClass } from '../../apps/server/src/testing/demo-class.ts'
import { parseTile } from '../../packages/classroom/src/index.ts'
import type { Pair } from './player.ts'
import { classPairs, openClass } from './players/class.ts'
import { connectWoshou } from './players/woshou.ts'
import { cpuOf } from './process.ts'
import { percentile, round } from './statistics.ts'

/** A class of pairs on a server. `setUp`: the token of the address that the server has printed. */
interface ClassOrder {
  readonly url: string
  readonly pid: number
  readonly setUp: string
  readonly pairs: number
}

/** plain: the same pairs without a class. unwatched: of a class without a board. watched: with one. */
export type Setting = 'plain' | 'unwatched' | 'watched'

export type Order =
  | (ClassOrder & {
      readonly part: 'cost'
      readonly setting: Setting
      /** Milliseconds between an arrival and its answer. */
      readonly warmUp: number
      readonly moves: number
    })
  | (ClassOrder & { readonly part: 'play'; readonly seconds: number; readonly comeWithin: number })

export interface CostReport {
  readonly cpuMicrosPerMove: number
  readonly movesPerSecond: number
  /** Of the board's socket; 0 without one. */
  readonly boardMessagesPerSecond: number
}

export interface PlayReport {
  readonly students: number
  /** Until all were in the lobby, s. */
  readonly comeInSeconds: number
  /** From the command that starts the round until the last phone had its seat, s. */
  readonly seatedSeconds: number
  readonly moves: number
  /** From sending a move to its tile on the board, ms. */
  readonly onGrid: { readonly p50: number; readonly p95: number; readonly max: number; readonly missing: number }
  /** Of the board's socket while they played; `worst`: of any second. */
  readonly board: {
    readonly messagesPerSecond: number
    readonly bytesPerSecond: number
    readonly worstMessages: number
    readonly worstBytes: number
  }
  /** Of one core. */
  readonly cpu: number
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function cost(order: Extract<Order, { part: 'cost' }>): Promise<CostReport> {
  const { moves, pid, setUp, setting, url, warmUp } = order
  let pairs: Pair[]
  let board: ClassBoard | null = null
  if (setting === 'plain') {
    pairs = []
    for (let index = 0; index < order.pairs; index++) pairs.push(await connectWoshou(url, index))
  } else {
    const opened = await openClass(url, setUp)
    pairs = await classPairs(url, opened, order.pairs)
    if (setting === 'watched') board = await opened.teacher.board(opened.id)
  }
  return new Promise((resolve) => {
    let [made, cpu, began, messages] = [0, 0, 0, 0]
    let over = false
    const moved = () => {
      made += 1
      if (made === warmUp) {
        cpu = cpuOf(pid)
        began = performance.now()
        messages = board?.messages ?? 0
      }
      if (made !== warmUp + moves) return
      over = true
      const seconds = (performance.now() - began) / 1_000
      resolve({
        cpuMicrosPerMove: (cpuOf(pid) - cpu) / moves,
        movesPerSecond: moves / seconds,
        boardMessagesPerSecond: ((board?.messages ?? 0) - messages) / seconds,
      })
    }
    for (const pair of pairs) pair.play(moved, () => over)
  })
}

/** A move of which the board has not shown anything yet: the how manieth of its seat it is. */
interface Awaited {
  readonly role: 'client' | 'server'
  readonly nth: number
  readonly sentAt: number
}

async function play(order: Extract<Order, { part: 'play' }>): Promise<PlayReport> {
  const { comeWithin, pid, seconds, setUp, url } = order
  const students = 2 * order.pairs
  const opened = await openClass(url, setUp)
  const board = await opened.teacher.board(opened.id)
  const demo = new DemoClass({ url, code: opened.code, students, seed: 7, comeWithin, stay: true })
  const came = performance.now()
  await demo.begin()
  const comeInSeconds = (performance.now() - came) / 1_000

  const awaited = new Map<string, Awaited[]>()
  const onGrid: number[] = []
  let moves = 0
  for (const phone of demo.phones)
    phone.moved = ({ nth, role, sentAt, session }) => {
      moves += 1
      awaited.set(session, [...(awaited.get(session) ?? []), { role, nth, sentAt }])
    }
  board.heard = ({ at, session, tile }) => {
    const parsed = parseTile(tile)
    const open = awaited.get(session)
    if (!parsed || !open) return
    const shown = ({ nth, role }: Awaited) => parsed[role].right + parsed[role].wrong >= nth
    for (const one of open) if (shown(one)) onGrid.push(at - one.sentAt)
    awaited.set(
      session,
      open.filter((one) => !shown(one)),
    )
  }

  const started = performance.now()
  await opened.teacher.command(opened.id, { type: 'start-round', scenario: 'data-in-between', pace: 1 })
  await Promise.all(demo.phones.map((phone: ClassPhone) => phone.until(() => phone.view?.started)))
  const seatedSeconds = (performance.now() - started) / 1_000

  const perSecond: { messages: number; bytes: number }[] = []
  const cpu = cpuOf(pid)
  const began = performance.now()
  let before = { messages: board.messages, bytes: board.bytes }
  for (let second = 1; second <= seconds; second++) {
    await wait(Math.max(0, began + second * 1_000 - performance.now()))
    const now = { messages: board.messages, bytes: board.bytes }
    perSecond.push({ messages: now.messages - before.messages, bytes: now.bytes - before.bytes })
    before = now
  }
  if (board.closed !== null) throw new Error(`the board was shut out: ${board.closed}`)
  const took = (performance.now() - began) / 1_000
  const used = cpuOf(pid) - cpu
  const sum = (of: 'messages' | 'bytes') => perSecond.reduce((all, one) => all + one[of], 0)
  const worst = (of: 'messages' | 'bytes') => Math.max(...perSecond.map((one) => one[of]))
  // what is on its way still comes
  await wait(3_000)
  const missing = [...awaited.values()].flat().filter(({ sentAt }) => sentAt < performance.now() - 3_000).length
  demo.close()
  return {
    students,
    comeInSeconds: round(comeInSeconds, 2),
    seatedSeconds: round(seatedSeconds, 2),
    moves,
    onGrid: {
      p50: round(percentile(onGrid, 0.5)),
      p95: round(percentile(onGrid, 0.95)),
      max: round(percentile(onGrid, 1)),
      missing,
    },
    board: {
      messagesPerSecond: round(sum('messages') / took, 2),
      bytesPerSecond: Math.round(sum('bytes') / took),
      worstMessages: worst('messages'),
      worstBytes: worst('bytes'),
    },
    cpu: round(used / 1e6 / took, 2),
  }
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order
console.log(JSON.stringify(await (order.part === 'cost' ? cost(order) : play(order))))
process.exit(0)
