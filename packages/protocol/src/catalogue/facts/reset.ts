import type { RuleFacts } from './rule-facts.ts'

export const reset = {
  'answers-a-rst': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.5.2', 'RFC 9293 3.10.7.1'],
    states: ['CLOSED', 'ESTABLISHED', 'SYN-SENT', 'LISTEN'],
  },
  'rst-seq-wrong': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.7.4 (second step)', 'RFC 5961 3'],
    states: ['ESTABLISHED', 'FIN-WAIT-1', 'CLOSE-WAIT', 'SYN-RECEIVED'],
  },
  'rst-reply-numbers': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.5.2', 'RFC 9293 3.10.7.1'],
    states: ['CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED'],
  },
  'rst-in-synsent-needs-ack': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.7.3 (second step)', 'RFC 9293 3.5.3'],
    states: ['LISTEN', 'CLOSED'],
  },
  'closed-port-must-rst': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.5.2', 'RFC 9293 3.10.7.1'],
    states: ['CLOSED'],
  },
  'half-open-must-rst': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.5.1 Figures 9 and 10'],
    states: ['CLOSED', 'SYN-SENT'],
  },
  'wrong-handshake-ack-needs-rst-not-ack': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.7.3 (first step)', 'RFC 9293 3.5 Figure 8'],
    states: ['SYN-SENT', 'SYN-RECEIVED'],
  },
  'challenge-ack-not-understood': {
    category: 'reset',
    severity: 'rejected',
    rfc: ['RFC 5961 3', 'RFC 5961 4', 'RFC 9293 3.10.7.4'],
    states: ['ESTABLISHED', 'SYN-SENT'],
  },
} as const satisfies Record<string, RuleFacts>
