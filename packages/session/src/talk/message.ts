import type { Violation } from '@woshou/protocol'
import * as v from 'valibot'
import type { SeenEvent } from '../eyes/eyes.ts'
import { CommandSchema, type Refusal, SendSegmentCommandSchema } from '../facts/command.ts'
import type { Role, Viewer } from '../facts/role.ts'
import type { ProtocolMismatch } from './protocol-mismatch.ts'

const VersionSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
export const SessionIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, '22 letters, digits, - or _'))
export const SeatTokenSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, '22 letters, digits, - or _'))
export const MoveIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, - or _'))

const move = {
  type: v.literal('move'),
  /** Chosen by the client; the same id again is the same move, carried out once. */
  id: MoveIdSchema,
  /** The number of the newest event which the student saw. */
  version: VersionSchema,
}

/** The one move that sends a segment. */
export const SendSegmentSchema = v.strictObject({ ...move, command: SendSegmentCommandSchema })

/** What a browser sends. The first message on a socket is `join`. */
export const ClientMessageSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('join'),
    /** What the page speaks (`Eye.protocol`); pages from before there was a number say none. */
    protocol: v.optional(v.pipe(v.number(), v.integer())),
    session: SessionIdSchema,
    token: SeatTokenSchema,
    /** The number of the last event the client has; 0 for all. Numbers are the viewer's own count (`OwnCount`). */
    since: VersionSchema,
    /** Of who watches: the token of a seat of this session that they hold as well. */
    held: v.optional(SeatTokenSchema),
  }),
  v.strictObject({ ...move, command: CommandSchema }),
  /**
   * The peer's student is away: a correct TCP plays on for them, or a code lets somebody else take the seat, or them on
   * another browser.
   */
  v.strictObject({
    type: v.literal('hand-over'),
    id: MoveIdSchema,
    to: v.picklist(['partner', 'code']),
  }),
])
export type ClientMessage = v.InferOutput<typeof ClientMessageSchema>

/** Whether each seat is taken and has an open socket. Not stored. */
export type Presence = Readonly<Record<Role, SeatPresence>> & {
  /** Only in a session that has a seat for the network. */
  readonly network?: SeatPresence
  /** Only while somebody watches both ends. */
  readonly observer?: SeatPresence
}

interface SeatPresence {
  readonly taken: boolean
  readonly connected: boolean
  /** Milliseconds until it may be handed over, 0 when it may be now; only for an end whose student is away. */
  readonly vacantIn?: number
}

/** Everything a viewer may see after its event number `since`, up to number `version`. `now`: play time in ms. */
export interface News<V extends Viewer = Role> {
  readonly type: 'events'
  readonly since: number
  readonly version: number
  readonly now: number
  readonly events: readonly SeenEvent<V>[]
}

/** What a server sends to a viewer; to an end, where none is named. */
export type ServerMessage<V extends Viewer = Role> =
  /** Answers `join`. `now`: play time at the server in ms. The events the client lacks follow in `events`. */
  | {
      readonly type: 'welcome'
      readonly role: V
      readonly now: number
      readonly presence: Presence
      /** On a class's socket, where one session follows another: whose messages come from here on. */
      readonly session?: string
    }
  | News<V>
  /** Answers a move, after what it caused is durably stored. The events themselves come by `events`, before it. */
  | { readonly type: 'accepted'; readonly id: string; readonly version: number }
  | {
      readonly type: 'violation'
      readonly id: string
      readonly version: number
      readonly violations: readonly Violation[]
    }
  | { readonly type: 'refusal'; readonly id: string; readonly version: number; readonly refusal: Refusal }
  /** Answers `hand-over` to a code: it works once, until a time in ms since 1970, UTC. It is told here and nowhere else. */
  | { readonly type: 'seat-offer'; readonly id: string; readonly code: string; readonly until: number }
  | { readonly type: 'presence'; readonly presence: Presence }
  /** Every few seconds, so that a client notices a dead server. */
  | { readonly type: 'heartbeat'; readonly now: number }
  /** The same pair's next session, roles swapped, has been made by the other seat. */
  | { readonly type: 'successor'; readonly session: string }
  /** The server is about to close the socket; come back after so many milliseconds. */
  | { readonly type: 'closing'; readonly reason: 'restart' | 'too-slow'; readonly retryAfter: number }
  /** A message could not be taken; `field` is its path (`command.segment.seq`), '' for the whole. */
  | {
      readonly type: 'error'
      readonly code: MessageError
      readonly field: string
      readonly detail: string
      readonly id?: string
      /** On a class's socket: the session that it is about. */
      readonly session?: string
    }

export type MessageError =
  | 'not-json'
  | 'not-a-message'
  | 'join-first'
  | 'unknown-session'
  | 'wrong-token'
  | 'too-many'
  | 'server-error'
  /** Page and server can't talk to each other; the page has to be loaded anew. */
  | ProtocolMismatch
  /** Who watches holds a seat of this session, or has no right to watch any more: both ends have to agree. */
  | 'second-seat'
  | 'not-agreed'
  /** The session was begun by newer rules than this server's. */
  | 'newer-rules'
  /**
   * Of a class: there is none of that id; nobody is signed in; who is may not; the phone's student was taken out, or may not
   * come back either; another phone has come back in this one's place.
   */
  | 'unknown-class'
  | 'not-signed-in'
  | 'forbidden'
  | 'removed'
  | 'barred'
  | 'taken-over'
  /** A vote in a ballot that is not open (any more). */
  | 'no-ballot'
  /** Nothing is shared by this link, or not any more. */
  | 'unknown-link'
