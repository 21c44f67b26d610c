/** A class: who is paired with whom, what a round is, who needs help. Pure; on servers, in browsers, in simulations. */

export {
  type Called,
  CLASS_EYES,
  type Class,
  type ClassPhase,
  type ParticipantView,
  type TeacherView,
  talkPartner,
  type WallView,
} from './eyes/class-eyes.ts'
export type { BoardPoll, PhonePoll, Revealed, SeenChoice, SeenPoll, WallPoll } from './eyes/poll-eyes.ts'
export {
  CLASS_REFUSALS,
  type ClassCommand,
  ClassCommandSchema,
  type ClassRefusal,
  type GivenCommand,
  GivenCommandSchema,
  namedIn,
} from './facts/class-command.ts'
export type { ClassEvent, ClassEventBody, RoundStarted, SeatChanged, StartedPair } from './facts/class-event.ts'
export { CLASS_VERSION } from './facts/class-version.ts'
export { ClassIdSchema, CommandIdSchema, NumberSchema, ParticipantIdSchema } from './facts/ids.ts'
export { type Pair, type Sitter, studentsOf } from './facts/pairs.ts'
export {
  type Choice,
  type Drawing,
  isRight,
  type Question,
  QuestionSchema,
  type RelativeSegment,
} from './facts/question.ts'
export {
  MAKES_THREE,
  ODDS,
  type Odd,
  POINTS,
  type Point,
  ROTATIONS,
  type Rotation,
  type RoundPlan,
  type RoundPlanInput,
  RoundPlanSchema,
} from './facts/round-plan.ts'
export { NO_RUBRIC, pointsOf, type Rubric, RubricSchema } from './facts/rubric.ts'
export { sessionIdOf } from './facts/session-id.ts'
export { type Shown, ShownSchema } from './facts/shown.ts'
export { afterRound, afterSeating, type Had, type History } from './pairing/had.ts'
export { type ByHand, type Paired, pairUp, type ToPair } from './pairing/pair-up.ts'
export { nthCalled, pseudonym, pseudonymCalled, rememberedName } from './people/pseudonym.ts'
export { TakenNames } from './people/taken-names.ts'
export { ladderOf, segmentOf } from './poll/drawing.ts'
export { openBallot, type Poll, type PollPhase } from './poll/poll.ts'
export { type PollResult, pollResults } from './poll/poll-results.ts'
export { commonest, type Proposed, proposalsOf, studentsWhoMade } from './poll/proposals.ts'
export { questionOf } from './poll/question-of.ts'
export { type Advice, adviceOn, type Tally, tally } from './poll/tally.ts'
export { type Ballot, NO_VOTES, type Votes } from './poll/votes.ts'
export { momentOf, type WrongMove, wrongMovesOf } from './poll/wrong-moves.ts'
export type { By, SessionOfRound } from './report/axis.ts'
export { type Played, type Report, type ReportRow, reporting, reportOf } from './report/report.ts'
export {
  RESULTS_VERSION,
  reckoning,
  resultsOf,
  type SeatResult,
  type SeatRule,
  type SessionResults,
  type Stake,
} from './report/results.ts'
export { planOf, plansOf } from './round/plans.ts'
export { pointReached } from './round/point-reached.ts'
export { type RoundClock, roundClock } from './round/round-clock.ts'
export {
  type Classroom,
  pairOf,
  type Round,
  running,
  type SeatedPair,
} from './table/classroom.ts'
export {
  type Circumstances,
  type ClassAnswer,
  decide,
  happen,
  LONGEST_CLASS_LOG,
  openClass,
  type Person,
} from './table/decide.ts'
export { foldClass } from './table/evolve-class.ts'
export { lastSitter } from './table/last-sitter.ts'
export { type ClassSeat, endUntaughtPause, fillVacant, type Live, seatLate, seatOf, UNTAUGHT } from './table/seats.ts'
export {
  AttendSchema,
  type BoardNews,
  type ClassClientMessage,
  ClassClientMessageSchema,
  type ClassMessageError,
  type ClassServerMessage,
  LeaveSchema,
  type LeftNews,
  type PhoneNews,
  type TilesNews,
  VoteSchema,
  type WallNews,
  WatchClassSchema,
  WatchSessionSchema,
  WatchWallSchema,
} from './talk/class-message.ts'
export { decode, encode, type SocketMessage } from './talk/codec.ts'
export { LONG, type Standing, type StuckCause, standing } from './tile/standing.ts'
export { ThinkingTimes } from './tile/thinking-times.ts'
export { type Duty, evolveTile, type SeatTile, type Tile, type Waits, withPresence } from './tile/tile.ts'
export { parseTile, tileText } from './tile/tile-text.ts'
