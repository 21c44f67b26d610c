import { type PhoneNews, pseudonym } from '@woshou/classroom'

/** What a phone is told that has come in and waits for the first round. */
export const inLobby = (changes: Partial<PhoneNews> = {}): PhoneNews => ({
  type: 'class',
  version: 1,
  now: 1_000_000,
  phase: 'lobby',
  name: 'Ada',
  pseudonym: pseudonym(0),
  round: null,
  seat: null,
  pause: null,
  untaught: false,
  partners: [],
  lookedAt: false,
  nudge: null,
  poll: null,
  ...changes,
})
