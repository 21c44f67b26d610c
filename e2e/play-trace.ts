import type { Role } from '@woshou/session'
import type { Pair } from './pair.ts'
import { ladderForm, type Trace, type TracedSegment, typedForm } from './trace.ts'

/** What a test wants to do before a segment of a trace is sent. */
type Before = (segment: TracedSegment) => Promise<void>

/** Both students type what the kernels sent, each only after what the kernel had received by then has arrived. */
export async function playTrace(pair: Pair, trace: Trace, before: Before = async () => {}): Promise<void> {
  for (const segment of trace.segments) {
    const person = pair[segment.from]
    const label = ladderForm(segment)
    const earlier = trace.segments.slice(0, segment.i)
    const times = (from: Role, form: string) =>
      earlier.filter((other) => other.from === from && ladderForm(other) === form).length
    for (const other of earlier) {
      const arrived = other.from !== segment.from && (other.tArrive[0] ?? Number.POSITIVE_INFINITY) <= segment.t
      if (arrived) await person.receives(ladderForm(other), times(other.from, ladderForm(other)))
    }
    await before(segment)
    await person.send(typedForm(segment), label, times(segment.from, label) + 1)
  }
}
