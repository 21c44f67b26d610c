import type { State } from '@woshou/protocol'
import { evolve, type Role, type Session, type SessionEvent } from '@woshou/session'

/** The states that an end went through, those included through which one segment led it at once. */
export function statesOf(log: readonly SessionEvent[], role: Role): readonly State[] {
  const states: State[] = []
  let session: Session | null = null
  const enter = (state: State) => {
    if (states.at(-1) !== state) states.push(state)
  }
  for (const event of log) {
    session = evolve(session, event)
    for (const { to, variable } of session.ends[role].changes) if (variable === 'state') enter(to as State)
    enter(session.ends[role].tcb.state)
  }
  return states
}
