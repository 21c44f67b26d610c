export { dueNow } from './eyes/due-now.ts'
export { type End, evolveEnd, fill, numberToOffer } from './eyes/end.ts'
export type { SeenScenario } from './eyes/end-eye.ts'
export { EYES, type Eye, evolveView, type SeenEvent, see, type View } from './eyes/eyes.ts'
export type { InFlight } from './eyes/in-flight.ts'
export type { Listener, Waiting } from './eyes/listener.ts'
export { OwnCount } from './eyes/own-count.ts'
export { applicationText } from './facts/application-text.ts'
export { BOT_NAME } from './facts/bot-name.ts'
export { type CatalogueEntry, CatalogueEntrySchema, nextStep, pathOf } from './facts/catalogue-entry.ts'
export { choiceOf } from './facts/choice-of.ts'
export { type ChosenSegment, type Command, CommandSchema, REFUSALS, type Refusal } from './facts/command.ts'
export type { Effort } from './facts/effort.ts'
export type {
  EventBody,
  Holder,
  MoveId,
  QueueLeft,
  SeatHandedOver,
  SessionEvent,
  StrangerArrived,
  Untold,
  UntoldReason,
} from './facts/event.ts'
export { generator } from './facts/generator.ts'
export { kindOf } from './facts/kind-of.ts'
export { LEVELS, type Level, LevelSchema } from './facts/level.ts'
export { LOCALES, type Locale, type Localized } from './facts/localized.ts'
export {
  forEachViewer,
  isRole,
  isSeat,
  isViewer,
  peerOf,
  ROLES,
  type Role,
  RoleSchema,
  SEATS,
  type Seat,
  SeatSchema,
  VIEWERS,
  type Viewer,
} from './facts/role.ts'
export { hasNewerRules, RULES_VERSION, rulesOf } from './facts/rules-version.ts'
export { parseScenario, type Scenario, type ScenarioInput, ScenarioSchema, type WishedCall } from './facts/scenario.ts'
export { CWND_CAUSES, type CwndCause, type CwndPoint, cwndOfLog, cwndPoints } from './readings/cwnd.ts'
export {
  type Belief,
  type Debrief,
  debrief,
  type Mishap,
  type Noted,
  type Slip,
  type Student,
} from './readings/debrief.ts'
export { type Held, holderAt, holders } from './readings/holders.ts'
export { type Ladder, type LadderLine, type LadderTick, ladder, ladderOfLog } from './readings/ladder.ts'
export { type Moment, moments, sessionOf } from './readings/moments.ts'
export { countingLog, drained, type Mistake, type Progress, progress, progressOfLog } from './readings/progress.ts'
export { Replay } from './readings/replay.ts'
export { type BrokenRule, brokenRules, type ThingToKnow, thingsToKnow } from './readings/things-to-know.ts'
export { type Turn, turn } from './readings/turn.ts'
export { withoutNames } from './readings/without-names.ts'
export {
  type Answer,
  abandon,
  agreementOf,
  begin,
  closeWithRound,
  elapse,
  freeSeat,
  type Happening,
  handOver,
  LONGEST_LOG,
  letTimeGoOn,
  MOST_ASKED,
  type Move,
  maySitTwice,
  nextDue,
  play,
  playTimeAt,
  seatedAs,
  sit,
  sitBot,
  stopTime,
  withElapsed,
} from './table/index.ts'
export type { AnsweredMove, Session } from './table/session.ts'
export {
  clientSchemaOf,
  type Decoded,
  decode,
  decodeBy,
  encode,
  type MessageSchema,
  protocolError,
} from './talk/codec.ts'
export {
  type ClientMessage,
  ClientMessageSchema,
  type MessageError,
  MoveIdSchema,
  type News,
  type Presence,
  SeatTokenSchema,
  type ServerMessage,
  SessionIdSchema,
} from './talk/message.ts'
export { mismatch, OLDEST_PROTOCOL, type ProtocolMismatch } from './talk/protocol-mismatch.ts'
export { PROTOCOL } from './talk/protocol-number.ts'
export { answerTo, Told } from './talk/told.ts'
