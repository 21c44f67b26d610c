import { hasNewerRules, RULES_VERSION, type SessionEvent } from '@woshou/session'
import type { NotNow } from './not-now.ts'

/** Whether a log was begun by rules that this build does not have: asked before anything of it is folded. */
export const newerRules = ([created]: readonly SessionEvent[]): NotNow | null =>
  hasNewerRules(created)
    ? {
        notNow: 'newer-rules',
        detail: `this session was begun by newer rules than this server's (${RULES_VERSION}): a newer server goes on with it`,
      }
    : null
