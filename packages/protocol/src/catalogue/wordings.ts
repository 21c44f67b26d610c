import { application } from './application.ts'
import { close } from './close.ts'
import { congestion } from './congestion.ts'
import { data } from './data.ts'
import { handshake } from './handshake.ts'
import { queues } from './queues.ts'
import { reset } from './reset.ts'
import { retransmission } from './retransmission.ts'
import type { Wordings } from './wording.ts'

/** Every rule's words; the compiler sees to it that none is missing. */
export const WORDINGS: Wordings = {
  ...handshake,
  ...retransmission,
  ...data,
  ...close,
  ...reset,
  ...application,
  ...congestion,
  ...queues,
}
