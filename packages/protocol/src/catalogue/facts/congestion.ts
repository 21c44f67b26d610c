import type { RuleFacts } from './rule-facts.ts'

export const congestion = {
  'cwnd-exceeded': {
    category: 'congestion',
    severity: 'tolerated',
    rfc: ['RFC 5681 3.1', 'RFC 5681 3.2', 'RFC 9293 3.8.2'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'fast-retransmit-first': {
    category: 'congestion',
    severity: 'stalls',
    rfc: ['RFC 5681 3.2', 'RFC 6582 3.2'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'too-few-duplicates': {
    category: 'congestion',
    severity: 'harmless',
    rfc: ['RFC 5681 3.2'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'one-segment-after-loss': {
    category: 'congestion',
    severity: 'tolerated',
    rfc: ['RFC 5681 3.1', 'RFC 6298 5'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
} as const satisfies Record<string, RuleFacts>
