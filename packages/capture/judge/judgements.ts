import type { RuleId, State } from '@woshou/protocol'
import { ROLES, type Role, type UntoldReason } from '@woshou/session'
import { conversationLog, endpointText, type Problem, readCapture } from '../src/index.ts'
import { statesOf } from '../src/testing/states-of.ts'

/** One segment's verdict. */
interface JudgedSegment {
  /** The packet in the file, from 1; null for one that the capture does not hold and both ends went on from. */
  readonly packet: number | null
  readonly from: Role
  readonly verdict: 'legal' | 'wrong' | 'not-told' | 'inferred'
  /** What is wrong, the first explaining most. */
  readonly rules: readonly RuleId[]
  /** Why nothing can be said, and whose segments would be needed. */
  readonly untold?: { readonly reason: UntoldReason; readonly whose: Role }
}

export interface Judgements {
  readonly name: string
  readonly packets: number
  readonly problems: readonly Problem[]
  readonly connections: readonly {
    readonly client: string
    readonly server: string
    readonly start: 'syn' | 'syn-ack' | 'middle'
    readonly segments: readonly JudgedSegment[]
    readonly states: Readonly<Record<Role, readonly State[]>>
  }[]
}

/** Judges a capture's connections. @returns the sentence that says why it cannot be read, where it cannot */
export function judgements(
  name: string,
  bytes: Uint8Array,
): { readonly ok: true; readonly value: Judgements } | { readonly ok: false; readonly error: string } {
  const read = readCapture(bytes)
  if (!read.ok) return { ok: false, error: `${read.error.code} at byte ${read.error.at}: ${read.error.detail}` }
  const connections = read.conversations.map((conversation) => {
    const log = conversationLog(conversation)
    const segments = log.flatMap((event): JudgedSegment[] => {
      if (event.type !== 'segment-sent') return []
      const { move, observed, role, untold, violations } = event
      const inferred = observed === 'inferred'
      const packet = inferred ? null : Number(/\d+/.exec(move)?.[0])
      const rules = violations.map(({ rule }) => rule)
      const verdict = inferred ? 'inferred' : untold ? 'not-told' : rules.length > 0 ? 'wrong' : 'legal'
      return [{ packet, from: role, verdict, rules, ...(untold && { untold }) }]
    })
    const [client, server] = ROLES.map((role) => statesOf(log, role)) as [readonly State[], readonly State[]]
    return {
      client: endpointText(conversation.client),
      server: endpointText(conversation.server),
      start: conversation.start,
      segments,
      states: { client, server },
    }
  })
  return { ok: true, value: { name, packets: read.packets, problems: read.problems, connections } }
}
