import type { State } from '@woshou/protocol'
import { moments, type Role, type SessionEvent } from '@woshou/session'

/** The states that an end went through, those included through which one segment led it at once. */
export function statesOf(log: readonly SessionEvent[], role: Role): readonly State[] {
  const states: State[] = []
  const enter = (state: State) => {
    if (states.at(-1) !== state) states.push(state)
  }
  for (const { before, session } of moments(log)) {
    const { changes, tcb } = session.ends[role]
    // An end that the event is not about keeps what changed at its own last one.
    if (changes !== before?.ends[role].changes)
      for (const { to, variable } of changes) if (variable === 'state') enter(to as State)
    enter(tcb.state)
  }
  return states
}
