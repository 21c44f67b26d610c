import type { Segment } from '@woshou/protocol'
import type { ChosenSegment } from './command.ts'

/** What a student has to choose so that this very segment leaves. */
export const choiceOf = ({ ack, flags, seq, text, window }: Segment): ChosenSegment => ({
  flags,
  seq,
  ack,
  window,
  length: text.length,
})
