import type { RuleId } from '../../rule-id.ts'
import { application } from './application.ts'
import { close } from './close.ts'
import { congestion } from './congestion.ts'
import { data } from './data.ts'
import { handshake } from './handshake.ts'
import { queues } from './queues.ts'
import { reset } from './reset.ts'
import { retransmission } from './retransmission.ts'
import type { RuleFacts } from './rule-facts.ts'

/** Category, severity, sections and states of every rule. */
export const FACTS: Readonly<Record<RuleId, RuleFacts>> = {
  ...handshake,
  ...retransmission,
  ...data,
  ...close,
  ...reset,
  ...application,
  ...congestion,
  ...queues,
}
