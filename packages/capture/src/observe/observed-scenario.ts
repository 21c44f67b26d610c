import { ACK, hasAck, hasRst, hasSyn, RST, SYN } from '@woshou/protocol'
import type { Role, Scenario } from '@woshou/session'
import type { Conversation, Endpoint } from '../conversation.ts'
import type { Bases } from './bases.ts'
import type { Path } from './path.ts'

/** An endpoint as people write it: `192.0.2.1:40001`, `[2001:db8::1]:40001`. */
export const endpointText = ({ address, port }: Endpoint): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** How an end of a conversation was before its first segment. */
function startOf({ segments, start }: Conversation, role: Role): 'CLOSED' | 'LISTEN' | 'ESTABLISHED' {
  if (start === 'middle') return 'ESTABLISHED'
  if (role === 'client') return 'CLOSED'
  const own = segments.filter(({ from }) => from === 'server').map(({ segment }) => segment)
  // A SYN of its own opened actively; one who refuses the first SYN does not listen.
  if (own.some(({ flags }) => (flags & (SYN | ACK | RST)) === SYN)) return 'CLOSED'
  const refused = own[0] !== undefined && hasRst(own[0]) && hasAck(own[0]) && !own.some(hasSyn)
  return refused ? 'CLOSED' : 'LISTEN'
}

/** The scenario of a recorded exchange: who it was, where the numbers began, and that nobody saw the calls. */
export function observedScenario(conversation: Conversation, bases: Bases, { legs }: Path): Scenario {
  const { client, server, start } = conversation
  const names = `${endpointText(client)} → ${endpointText(server)}`
  const syn = (role: Role) => conversation.segments.some(({ from, segment }) => from === role && hasSyn(segment))
  const pinned = (role: Role) => (syn(role) || start !== 'syn' ? { iss: bases[role] } : {})
  const middle = start === 'middle'
  return {
    id: 'captured',
    topic: 'free',
    title: { en: names, 'zh-CN': names },
    summary: {
      en: `${conversation.segments.length} captured segments.`,
      'zh-CN': `抓取到的 ${conversation.segments.length} 个报文段。`,
    },
    lesson: {
      en: 'A real exchange, judged from what was seen of it. What the applications asked for, and what happened beyond the capturing card, is inferred.',
      'zh-CN': '一次真实的通信，按所见内容评判。应用提出的请求以及抓包网卡之外发生的事都是推断出来的。',
    },
    calls: 'observed',
    ends: {
      client: {
        start: startOf(conversation, 'client'),
        ...pinned('client'),
        ...(middle && { irs: bases.server }),
        wishes: [],
      },
      server: {
        start: startOf(conversation, 'server'),
        ...pinned('server'),
        ...(middle && { irs: bases.client }),
        wishes: [],
      },
    },
    link: {
      latency: Math.max(1, Math.round(legs.client + legs.server)),
      crossing: [],
      faults: [],
      old: [],
      byHand: false,
    },
    timers: [],
    msl: 30_000,
    policy: {},
    goal: { client: [], server: [] },
    level: 'wire',
  }
}
