import { hasNewerRules, RULES_VERSION, type SessionEvent } from '@woshou/session'

/** Thrown when a session was begun by rules that this build does not have: a newer server has to take it up. */
export class NewerRules extends Error {
  constructor() {
    super(`this session was begun by newer rules than this server's (${RULES_VERSION}): a newer server goes on with it`)
  }
}

/** @throws NewerRules before anything of such a log is folded */
export function knowRules(log: readonly SessionEvent[]): void {
  if (hasNewerRules(log[0])) throw new NewerRules()
}
