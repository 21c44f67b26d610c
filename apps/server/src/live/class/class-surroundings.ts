import type { Scenario } from '@woshou/session'
import type { Ballots } from '../../storage/ballots.ts'
import type { Classes, ClassLog } from '../../storage/classes.ts'
import type { SessionLog } from '../../storage/session-log.ts'
import type { Registry } from '../registry.ts'
import type { Surroundings } from '../surroundings.ts'
import type { ClassQuestions } from './class-questions.ts'

/** What a class's host needs from the world. */
export interface ClassSurroundings
  extends Pick<Surroundings, 'bus' | 'clock' | 'ticks' | 'presenceGrace' | 'vacantAfter' | 'watchEvery' | 'report'> {
  readonly classLog: ClassLog
  readonly classes: Pick<
    Classes,
    'find' | 'participants' | 'used' | 'changeDoors' | 'remove' | 'createSessions' | 'endedSessions' | 'openRounds'
  >
  readonly ballots: Pick<Ballots, 'cast' | 'of'>
  /** What the class can be asked. */
  readonly questions: ClassQuestions
  /** The rounds' sessions: live here, and stored. */
  readonly registry: Registry
  readonly sessionLog: Pick<SessionLog, 'newest'>
  readonly scenario: (id: string) => Scenario | null
}
