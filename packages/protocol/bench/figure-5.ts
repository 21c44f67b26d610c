import { createMachine } from 'xstate'
import { TRANSITIONS } from '../src/index.ts'

/** RFC 9293's Figure 5 as an XState machine: what a diagram alone costs, without numbers, windows or judgement. */
export const figure5 = createMachine({
  initial: 'CLOSED',
  states: Object.fromEntries(
    [...new Set(TRANSITIONS.flatMap(({ from, to }) => [from, to]))].map((state) => [
      state,
      { on: Object.fromEntries(TRANSITIONS.filter(({ from }) => from === state).map(({ event, to }) => [event, to])) },
    ]),
  ),
})
