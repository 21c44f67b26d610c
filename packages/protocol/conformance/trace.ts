import { ACK, FLAGS, type Options, type SackBlock, type Segment } from '../src/index.ts'

export type Side = 'client' | 'server'

export const SIDES: readonly Side[] = ['client', 'server']
export const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

/** One segment of a recorded exchange. */
interface TraceSegment {
  readonly i: number
  /** Seconds, when it left; and when it arrived, once, never or several times. */
  readonly t: number
  readonly arrivals: readonly number[]
  readonly from: Side
  readonly handmade: boolean
  readonly segment: Segment
}

/** A socket call, with its time and side. */
export interface AppEvent {
  readonly t: number
  readonly side: Side
  readonly call: string
}

/** What a kernel said of its congestion control, in segments, after segment `i` had arrived, or was sent again. */
export interface Reading {
  readonly i: number
  readonly after: 'arrived' | 'sent'
  readonly cwnd: number
  /** Null while it is arbitrarily high. */
  readonly ssthresh: number | null
  /** Linux's name for the phase: Open, Disorder, Recovery, Loss. */
  readonly state: string
}

/** One side's congestion control (reno), as its kernel told it. */
interface Congested {
  readonly side: Side
  /** SMSS, bytes. */
  readonly mss: number
  /** In segments. */
  readonly initialCwnd: number
  readonly readings: readonly Reading[]
}

/** A recorded exchange, as far as the engine is driven by it. */
export interface Trace {
  readonly name: string
  readonly kinds: Readonly<Record<Side, 'kernel' | 'handmade'>>
  readonly isn: Readonly<Record<Side, number | null>>
  readonly sysctl: Readonly<Record<string, number>>
  readonly segments: readonly TraceSegment[]
  readonly appEvents: readonly AppEvent[]
  /** The states in the kernel's own spelling; null for a hand-made side. */
  readonly states: Readonly<Record<Side, readonly string[] | null>>
  readonly end: number
  readonly congestion: Congested | null
}

export type ParsedTrace = { readonly ok: true; readonly trace: Trace } | { readonly ok: false; readonly error: string }

class Malformed extends Error {}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function object(value: unknown, at: string): Json {
  if (!isObject(value)) throw new Malformed(`${at} is not an object`)
  return value
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`${at} is not an array`)
  return value
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new Malformed(`${at} is not a string`)
  return value
}

function whole(value: unknown, at: string, below: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= below)
    throw new Malformed(`${at} is not an integer from 0 to ${below - 1}`)
  return value
}

function seconds(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new Malformed(`${at} is not a time in seconds from the start`)
  return value
}

function side(value: unknown, at: string): Side {
  if (value !== 'client' && value !== 'server') throw new Malformed(`${at} is neither "client" nor "server"`)
  return value
}

const SEQ = 2 ** 32

/** Reads a trace from JSON text. Total: whatever is in the file, one clear line says what is wrong. */
export function parseTrace(json: string): ParsedTrace {
  try {
    return { ok: true, trace: trace(JSON.parse(json)) }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, error: error.message }
    if (error instanceof SyntaxError) return { ok: false, error: 'not JSON' }
    if (error instanceof RangeError) return { ok: false, error: 'nested too deeply' }
    throw error
  }
}

function trace(value: unknown): Trace {
  const root = object(value, 'the file')
  const kind = (which: Side): 'kernel' | 'handmade' => {
    const found = text(object(root[which], which).kind, `${which}.kind`)
    if (found !== 'kernel' && found !== 'handmade')
      throw new Malformed(`${which}.kind is neither "kernel" nor "handmade"`)
    return found
  }
  const isns = object(root.isn ?? {}, 'isn')
  const isn = (which: Side): number | null => {
    const found = isns[which] ?? null
    return found === null ? null : whole(found, `isn.${which}`, SEQ)
  }
  const sysctl: Record<string, number> = {}
  for (const [key, setting] of Object.entries(object(root.sysctl ?? {}, 'sysctl'))) {
    const number = Number(setting)
    if (Number.isFinite(number)) sysctl[key] = number
  }
  const kinds = { client: kind('client'), server: kind('server') }
  // A hand-made side makes no calls; what a kernel sends makes no sense without them.
  const needsCalls = kinds.client === 'kernel' || kinds.server === 'kernel'
  const segments = list(root.segments, 'segments').map(readSegment)
  const calls = root.appEvents ?? (needsCalls ? undefined : [])
  const appEvents = list(calls, 'appEvents').map((item, n): AppEvent => {
    const at = `appEvents[${n}]`
    const event = object(item, at)
    return {
      t: seconds(event.t, `${at}.t`),
      side: side(event.side, `${at}.side`),
      call: text(event.call, `${at}.call`),
    }
  })
  const stateSequence = object(root.stateSequence ?? {}, 'stateSequence')
  const states = (which: Side): readonly string[] | null => {
    const found = stateSequence[which] ?? null
    if (found === null) return null
    return list(found, `stateSequence.${which}`).map((item, n) =>
      text(object(item, `stateSequence.${which}[${n}]`).state, `stateSequence.${which}[${n}].state`),
    )
  }
  const last = Math.max(0, ...segments.flatMap((s) => [s.t, ...s.arrivals]), ...appEvents.map((e) => e.t))
  return {
    name: text(root.name, 'name'),
    kinds,
    isn: { client: isn('client'), server: isn('server') },
    sysctl,
    segments,
    appEvents,
    states: { client: states('client'), server: states('server') },
    congestion: root.congestion === undefined ? null : readCongestion(object(root.congestion, 'congestion')),
    end:
      typeof root.captureEnd === 'number' && Number.isFinite(root.captureEnd) ? Math.max(last, root.captureEnd) : last,
  }
}

function readSegment(item: unknown, n: number): TraceSegment {
  const at = `segments[${n}]`
  const s = object(item, at)
  let flags = 0
  for (const name of list(s.flags, `${at}.flags`)) {
    const flag = FLAGS.find(([known]) => known === name)
    if (flag === undefined)
      throw new Malformed(`${at}.flags has ${JSON.stringify(name) ?? 'something'}, which is no control bit`)
    flags |= flag[1]
  }
  const length = whole(s.len, `${at}.len`, 65_536)
  // Where the capture kept the bytes they are compared; elsewhere a filler stands for them.
  if (s.ack === null && flags & ACK) throw new Malformed(`${at}.ack is null, but ACK is among its flags`)
  const data = typeof s.data === 'string' && s.data.length === length ? s.data : FILLER.slice(0, length)
  const options = readOptions(list(s.options ?? [], `${at}.options`))
  const origin = s.origin ?? 'kernel'
  if (origin !== 'kernel' && origin !== 'handmade')
    throw new Malformed(`${at}.origin is neither "kernel" nor "handmade"`)
  return {
    i: whole(s.i, `${at}.i`, SEQ),
    t: seconds(s.t, `${at}.t`),
    arrivals: list(s.tArrive, `${at}.tArrive`).map((t, k) => seconds(t, `${at}.tArrive[${k}]`)),
    from: side(s.from, `${at}.from`),
    handmade: origin === 'handmade',
    segment: {
      flags,
      seq: whole(s.seq, `${at}.seq`, SEQ),
      ack: s.ack === null || s.ack === undefined ? 0 : whole(s.ack, `${at}.ack`, SEQ),
      window: s.win === undefined ? 65_535 : whole(s.win, `${at}.win`, 65_536),
      text: data,
      ...(options === null ? {} : { options }),
    },
  }
}

function readCongestion(root: Json): Congested {
  return {
    side: side(root.side, 'congestion.side'),
    mss: whole(root.mss, 'congestion.mss', 65_536),
    initialCwnd: whole(root.initialCwnd, 'congestion.initialCwnd', SEQ),
    readings: list(root.readings, 'congestion.readings').map((item, n) => {
      const at = `congestion.readings[${n}]`
      const reading = object(item, at)
      if (reading.after !== 'arrived' && reading.after !== 'sent')
        throw new Malformed(`${at}.after is neither "arrived" nor "sent"`)
      return {
        i: whole(reading.i, `${at}.i`, SEQ),
        after: reading.after,
        cwnd: whole(reading.cwnd, `${at}.cwnd`, SEQ),
        ssthresh: reading.ssthresh === null ? null : whole(reading.ssthresh, `${at}.ssthresh`, SEQ),
        state: text(reading.state, `${at}.state`),
      }
    }),
  }
}

/** Stands for text whose bytes the capture did not keep. */
export const FILLER = 'x'.repeat(65_536)

const isBlock = (value: unknown): value is SackBlock =>
  Array.isArray(value) && value.length === 2 && value.every((edge) => Number.isInteger(edge) && edge >= 0 && edge < SEQ)

function readOptions(value: readonly unknown[]): Options | null {
  const options: { -readonly [K in keyof Options]: Options[K] } = {}
  for (const option of value) {
    if (!isObject(option)) continue
    if (option.kind === 'MSS' && typeof option.value === 'number') options.mss = option.value
    if (option.kind === 'WS' && typeof option.value === 'number') options.windowScale = option.value
    if (option.kind === 'SACK_PERMITTED') options.sackPermitted = true
    if (option.kind === 'SACK' && Array.isArray(option.blocks)) options.sack = option.blocks.filter(isBlock)
    if (option.kind === 'TS' && typeof option.value === 'number' && typeof option.echo === 'number')
      options.timestamps = { value: option.value, echo: option.echo }
  }
  return Object.keys(options).length === 0 ? null : options
}
