import { peerOf, type Role } from '@woshou/session'
import { WRITTEN_LATE } from '../read/incarnations.ts'
import type { Transmission } from './transmission.ts'

/**
 * The captured sendings with each that is acknowledged before what acknowledges it: where the file has them the other
 * way round and close together, the order of writing is not that of passing.
 */
export function causesFirst(captured: readonly Transmission[]): readonly Transmission[] {
  const out: Transmission[] = []
  const done = new Set<Transmission>()
  const reached: Record<Role, number> = { client: 0, server: 0 }
  const place = new Map(captured.map((one, index) => [one, index]))
  const put = (one: Transmission): void => {
    if (done.has(one)) return
    done.add(one)
    for (const cause of causesOf(one)) {
      cause.at = Math.min(cause.at, one.at)
      put(cause)
    }
    if (!one.rst) reached[one.from] = Math.max(reached[one.from], one.end)
    out.push(one)
  }
  /** What the peer sent up to the acknowledged number exactly, written shortly after. */
  function causesOf(one: Transmission): readonly Transmission[] {
    const peer = peerOf(one.from)
    const acknowledged = one.acknowledges ?? 0
    if (acknowledged <= reached[peer]) return []
    const causes: Transmission[] = []
    let next = reached[peer]
    for (let index = (place.get(one) ?? 0) + 1; index < captured.length; index++) {
      const other = captured[index]
      if (!other || other.at - one.at > WRITTEN_LATE) break
      if (other.from !== peer || other.rst || done.has(other)) continue
      if (other.position > next || other.end > acknowledged || other.end <= next) continue
      causes.push(other)
      next = other.end
      if (next === acknowledged) return causes
    }
    return []
  }
  for (const one of captured) put(one)
  return out
}
