import type { RuleFacts } from './rule-facts.ts'

export const queues = {
  'syn-queue-full': {
    category: 'handshake',
    severity: 'self-harm',
    rfc: ['RFC 4987 2.2', 'RFC 9293 3.10.7.2'],
    states: ['LISTEN'],
  },
  'accept-queue-full': {
    category: 'handshake',
    severity: 'self-harm',
    rfc: ['RFC 9293 3.8.1', 'RFC 9293 3.9.1'],
    states: ['LISTEN', 'SYN-RECEIVED'],
  },
  'isn-is-not-the-cookie': {
    category: 'handshake',
    severity: 'stalls',
    rfc: ['RFC 4987 3.6', 'RFC 9293 3.4.1'],
    states: ['LISTEN'],
  },
} as const satisfies Record<string, RuleFacts>
