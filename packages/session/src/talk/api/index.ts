/**
 * The contract of the REST API, one file for each resource: what a route takes and answers, by which the server checks
 * requests and documents itself, and by which pages read what they are told. Names of fields are relied on from outside:
 * there may come more of them, and none goes.
 */
export { HealthSchema, ReadySchema } from './health.ts'
export {
  CodeParamsSchema,
  type Invitation,
  InvitationSchema,
  isSecret,
  type TakeSeat,
  TakeSeatSchema,
} from './invitations.ts'
export { type Links, LinksSchema } from './links.ts'
export { cleanName, NameSchema, nameOfUpTo } from './name.ts'
export { type Observer, ObserverSchema } from './observers.ts'
export { type HeardProblem, HeardProblemSchema, type ProblemBody, type ProblemCode, ProblemSchema } from './problem.ts'
export { CatalogueSchema } from './scenarios.ts'
export { type Opened, OpenedSchema, type Seated, SeatedSchema } from './seat.ts'
export { type ToldLog, ToldLogSchema } from './session-events.ts'
export {
  MOST_LISTED,
  type NewSession,
  NewSessionSchema,
  SessionListQuerySchema,
  SessionListSchema,
  SessionParamsSchema,
  SessionSchema,
  type SessionSummary,
  SessionSummarySchema,
} from './sessions.ts'
export { type Offer, OfferSchema, StoredSoloSchema } from './solo-sessions.ts'
export { type Next, NextSchema } from './successors.ts'
export { WordsSchema } from './words.ts'
