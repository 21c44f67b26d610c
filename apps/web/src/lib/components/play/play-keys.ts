/**
 * What single keys do while one plays. Controls announce theirs from here (`aria-keyshortcuts`), the page hears what is
 * announced, and the help lists it: a key cannot do one thing and be said to do another.
 */
export const PLAY_KEYS = {
  flags: { SYN: 'S', ACK: 'A', FIN: 'F', RST: 'R', PSH: 'P', URG: 'U' },
  seq: 'Q',
  ack: 'K',
  length: 'L',
  typed: 'T',
  send: 'Enter',
  hint: 'H',
  /** What becomes of an arrival (RFC 9293 §3.10.7), and the own end after it. */
  outcome: { accepted: '1', dropped: '2', reset: '3' },
  state: 'E',
  next: 'N',
  /** What is done with a segment that is on its way. */
  interfere: { drop: 'D', delay: 'W', duplicate: 'C', overtake: 'O' },
  help: '?',
} as const

/** What can be done with a segment on its way. */
export type Interference = keyof typeof PLAY_KEYS.interfere
