/** Captures: a session as pcapng, and the TCP connections of a capture as sessions. Pure; in browsers and in Node. */
export type { CapturedSegment, Conversation, Endpoint } from './conversation.ts'
export { LIMITS } from './limits.ts'
export { conversationLog } from './observe/conversation-log.ts'
export { endpointText } from './observe/observed-scenario.ts'
export {
  type ConversationScenario,
  type NotPlayable,
  scenarioFromConversation,
} from './observe/scenario-from-conversation.ts'
export type { Problem, ProblemCode } from './problem.ts'
export type { CaptureError, CaptureErrorCode } from './read/raw-packet.ts'
export { type ReadCapture, readCapture } from './read/read-capture.ts'
export { CAPTURE_ERROR_SENTENCES, NOT_PLAYABLE_SENTENCES, PROBLEM_SENTENCES } from './wording.ts'
export { type ExportOptions, exportCapture } from './write/export-capture.ts'
