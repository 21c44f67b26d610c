import type { Role } from '@woshou/session'
import type { LayoutOptions } from './drawing.ts'

/** Below this many em there is no room for notes beside two lifelines. */
const NARROW = 42

/** A sheet's measures, before anything stands on it. */
export interface Metrics {
  readonly row: number
  readonly x: Readonly<Record<Role, number>>
  readonly inner: number
  readonly straddling: boolean
  readonly margin: Readonly<Record<Role, number>>
  /** What the link's latency takes, px: the slope of a segment in an otherwise quiet time. */
  readonly rise: number
}

/** Where the lifelines stand on a sheet, and what room is beside them. */
export function measure({ width, fontSize, perspective }: LayoutOptions): Metrics {
  const row = Math.round(fontSize * 1.4)
  const straddling = perspective === 'both' && width < NARROW * fontSize
  // the longest state's name, twelve characters, and the tick before it
  const beside = Math.round(Math.min(Math.max(fontSize * 8.5, width * 0.24), fontSize * 16))
  const shadow = Math.round(fontSize * 1.1)
  const edge = straddling ? Math.round(fontSize * 4.4) : beside
  const margin = {
    client: perspective === 'server' ? shadow : edge,
    server: perspective === 'client' ? shadow : edge,
  }
  const widest = fontSize * 58
  const inner = Math.min(width - margin.client - margin.server, widest)
  // what is left over on a wide sheet goes to both margins alike
  const spare = (width - margin.client - margin.server - inner) / 2
  const x = { client: margin.client + spare, server: margin.client + spare + inner }
  return {
    row,
    x,
    inner,
    straddling,
    margin: { client: x.client, server: width - x.server },
    rise: Math.min(Math.max(inner * 0.13, row * 2.2), row * 4.5),
  }
}
