import type { RuleFacts } from './rule-facts.ts'

export const retransmission = {
  'retransmit-syn-new-isn': {
    category: 'retransmission',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.8', 'RFC 9293 3.10.7.4 (fourth step)', 'RFC 6298 5'],
    states: ['SYN-SENT'],
  },
  'retransmit-synack-new-isn': {
    category: 'retransmission',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.8', 'RFC 5961 4'],
    states: ['SYN-RECEIVED'],
  },
  'retransmit-data-new-seq': {
    category: 'retransmission',
    severity: 'rejected',
    rfc: ['RFC 9293 3.8.1', 'RFC 6298 5'],
    states: ['ESTABLISHED', 'CLOSE-WAIT'],
  },
  'retransmit-needed-but-continues': {
    category: 'retransmission',
    severity: 'stalls',
    rfc: ['RFC 9293 3.8.1', 'RFC 5681 3.2'],
    states: ['ESTABLISHED'],
  },
  'sacked-sent-again': {
    category: 'retransmission',
    severity: 'harmless',
    rfc: ['RFC 2018 5', 'RFC 2018 8'],
    states: ['ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-1', 'CLOSING', 'LAST-ACK'],
  },
  'retransmit-too-early': {
    category: 'retransmission',
    severity: 'harmless',
    rfc: ['RFC 9293 3.10.8', 'RFC 6298 5', 'RFC 9293 3.8.1', 'RFC 9293 3.5'],
    states: ['ESTABLISHED', 'SYN-SENT'],
  },
  'retransmit-fin-not-needed-number': {
    category: 'retransmission',
    severity: 'rejected',
    rfc: ['RFC 9293 3.10.8', 'RFC 9293 3.10.7.4'],
    states: ['FIN-WAIT-1', 'LAST-ACK', 'CLOSING'],
  },
  'duplicate-data-must-be-reacked': {
    category: 'retransmission',
    severity: 'stalls',
    rfc: ['RFC 9293 3.10.7.4 (first step)'],
    states: ['ESTABLISHED', 'CLOSE-WAIT', 'TIME-WAIT'],
  },
} as const satisfies Record<string, RuleFacts>
