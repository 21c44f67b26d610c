import type { RuleFacts } from './rule-facts.ts'

export const close = {
  'fin-without-ack-flag': {
    category: 'close',
    severity: 'rejected',
    rfc: ['RFC 9293 3.6 Figure 12', 'RFC 9293 3.10.7.4 (fifth step)'],
    states: ['ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-2'],
  },
  'fin-seq-wrong': {
    category: 'close',
    severity: 'rejected',
    rfc: ['RFC 9293 3.4', 'RFC 9293 3.10.7.4 (first and eighth step)'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'ack-of-fin-not-incremented': {
    category: 'close',
    severity: 'stalls',
    rfc: ['RFC 9293 3.4', 'RFC 9293 3.6 Figure 12'],
    states: ['CLOSE-WAIT', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'],
  },
  'ack-of-fin-too-high': {
    category: 'close',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.7.4 (fifth step)'],
    states: ['CLOSE-WAIT', 'FIN-WAIT-2', 'LAST-ACK'],
  },
  'seq-after-own-fin-not-advanced': {
    category: 'close',
    severity: 'rejected',
    rfc: ['RFC 9293 3.4', 'RFC 9293 3.6 Figure 12 line 5'],
    states: ['FIN-WAIT-2', 'CLOSING', 'TIME-WAIT'],
  },
  'data-after-own-fin': {
    category: 'close',
    severity: 'rejected',
    rfc: ['RFC 9293 3.6', 'RFC 9293 3.6.1', 'RFC 9293 3.10.2'],
    states: ['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'TIME-WAIT', 'LAST-ACK'],
  },
  'refuses-data-in-half-close': {
    category: 'close',
    severity: 'stalls',
    rfc: ['RFC 9293 3.6.1', 'RFC 1122 4.2.2.13'],
    states: ['FIN-WAIT-1', 'FIN-WAIT-2'],
  },
  'close-wait-forgets-fin': {
    category: 'close',
    severity: 'stalls',
    rfc: ['RFC 9293 3.6 Case 2', 'RFC 9293 3.10.4'],
    states: ['CLOSE-WAIT'],
  },
  'fin-not-acknowledged': {
    category: 'close',
    severity: 'stalls',
    rfc: ['RFC 9293 3.6', 'RFC 9293 3.10.7.4 (eighth step)'],
    states: ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'],
  },
  'four-segments-mandatory': {
    category: 'close',
    severity: 'legal',
    rfc: ['RFC 9293 3.6', 'RFC 9293 3.10.7.4'],
    states: ['CLOSE-WAIT', 'LAST-ACK', 'FIN-WAIT-1'],
  },
  'simultaneous-close-state': {
    category: 'close',
    severity: 'state-error',
    rfc: ['RFC 9293 3.6 Figure 13', 'RFC 9293 3.10.7.4'],
    states: ['FIN-WAIT-1', 'CLOSING'],
  },
  'time-wait-left-early': {
    category: 'close',
    severity: 'state-error',
    rfc: ['RFC 9293 3.6 Figure 12', 'RFC 9293 3.6.1 (MUST-13)', 'RFC 1122 4.2.2.13', 'RFC 1337'],
    states: ['TIME-WAIT'],
  },
  'time-wait-wrong-side': {
    category: 'close',
    severity: 'state-error',
    rfc: ['RFC 9293 3.6', 'RFC 9293 3.10.7.4'],
    states: ['LAST-ACK'],
  },
  'time-wait-ignores-fin': {
    category: 'close',
    severity: 'stalls',
    rfc: ['RFC 9293 3.10.7.4 (TIME-WAIT: acknowledge it, restart 2 MSL)'],
    states: ['TIME-WAIT'],
  },
  'fin-for-abort-or-rst-for-close': {
    category: 'close',
    severity: 'self-harm',
    rfc: ['RFC 9293 3.6', 'RFC 9293 3.10.4', 'RFC 9293 3.10.5', 'RFC 1122 4.2.2.13'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'fin-into-closed-window': {
    category: 'close',
    severity: 'legal',
    rfc: ['RFC 9293 3.8.6.1', 'RFC 9293 3.4'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
} as const satisfies Record<string, RuleFacts>
