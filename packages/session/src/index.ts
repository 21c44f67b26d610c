export { applicationText } from './application-text.ts'
export { type CatalogueEntry, CatalogueEntrySchema, nextStep, pathOf } from './catalogue-entry.ts'
export { type Decoded, decode, encode } from './codec.ts'
export { type ChosenSegment, type Command, CommandSchema, REFUSALS, type Refusal } from './command.ts'
export { type Belief, type Debrief, debrief, type Mishap, type Noted, type Slip, type Student } from './debrief.ts'
export type { Effort } from './effort.ts'
export { dueNow, type End, fill } from './end.ts'
export type {
  EventBody,
  Holder,
  MoveId,
  SeatHandedOver,
  SessionEvent,
  Untold,
  UntoldReason,
} from './event.ts'
export { evolve, fold } from './evolve.ts'
export { OwnCount } from './eyes/own-count.ts'
export { answerTo, Told } from './eyes/told.ts'
export { type Held, holderAt, holders } from './holders.ts'
export { type Ladder, type LadderLine, type LadderTick, ladder, ladderOfLog, ladderOfWire } from './ladder.ts'
export { LEVELS, type Level, LevelSchema } from './level.ts'
export { kindOf } from './link.ts'
export { LOCALES, type Locale, type Localized } from './localized.ts'
export {
  type ClientMessage,
  type MessageError,
  MoveIdSchema,
  type Presence,
  SeatTokenSchema,
  type ServerMessage,
  SessionIdSchema,
} from './message.ts'
export { evolveNetworkView, type NetworkEvent, type NetworkView, seeAsNetwork } from './network.ts'
export { type Mistake, type Progress, progress, progressOfLog } from './progress.ts'
export { PROTOCOL, type ProtocolMismatch } from './protocol-number.ts'
export { Replay } from './replay.ts'
export { peerOf, ROLES, type Role, RoleSchema, SEATS, type Seat, SeatSchema } from './role.ts'
export { hasNewerRules, RULES_VERSION } from './rules-version.ts'
export { parseScenario, type Scenario, type ScenarioInput, ScenarioSchema, type WishedCall } from './scenario.ts'
export { maySitTwice } from './second-seat.ts'
export { type SeenEvent, type SeenScenario, see } from './see.ts'
export type { Outcome, Session } from './session.ts'
export {
  type Answer,
  abandon,
  begin,
  elapse,
  freeSeat,
  type Happening,
  handOver,
  LONGEST_LOG,
  MOST_ASKED,
  type Move,
  nextDue,
  play,
  sit,
  withElapsed,
} from './table/index.ts'
export { type BrokenRule, brokenRules, type ThingToKnow, thingsToKnow } from './things-to-know.ts'
export { type Turn, turn } from './turn.ts'
export { advanceView, evolveView, type View } from './view.ts'
export type { InFlight } from './wire.ts'
export { withoutNames } from './without-names.ts'
