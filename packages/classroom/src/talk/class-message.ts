import { type MessageError, SeatTokenSchema, SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'
import type { ParticipantView, TeacherView, WallView } from '../eyes/class-eyes.ts'
import { ClassIdSchema } from '../facts/ids.ts'

const protocol = { protocol: v.optional(v.pipe(v.number(), v.integer())) }
const version = v.pipe(v.number(), v.integer(), v.minValue(0))

/** A phone attends its class. What it may play it then says `join` for, on the same socket, as for any seat. */
export const AttendSchema = v.strictObject({
  type: v.literal('attend'),
  ...protocol,
  class: ClassIdSchema,
  token: SeatTokenSchema,
  /** The version of the class that the page was told last; 0 for none. */
  since: v.optional(version, 0),
})

/** An instructor's board. Who that is says the cookie that the socket was opened with. */
export const WatchClassSchema = v.strictObject({ type: v.literal('watch-class'), ...protocol, class: ClassIdSchema })

/** An instructor looks at both ends of one pair, beside the board or alone; null: at none any more. */
export const WatchSessionSchema = v.strictObject({
  type: v.literal('watch-session'),
  ...protocol,
  session: v.nullable(SessionIdSchema),
  /** The number of the last event that the page has; 0 for all. */
  since: v.optional(version, 0),
})

/** The projector's page: of a class, by the cookie of one who teaches it; or of a link that shares one, by its token. */
export const WatchWallSchema = v.strictObject({
  type: v.literal('watch-wall'),
  ...protocol,
  class: v.optional(ClassIdSchema),
  shared: v.optional(v.pipe(v.string(), v.maxLength(100))),
})

/**
 * A phone goes from its seat; it attends still. `join` for another seat says as much of the one before. A session that it
 * does not sit in is none of its business: nothing happens.
 */
export const LeaveSchema = v.strictObject({ type: v.literal('leave'), session: SessionIdSchema })

/**
 * A phone votes, or votes otherwise, while a ballot is open. It is answered by the news that has the vote as `mine`; when
 * that ballot is not open, or there is no such choice, by an error (`no-ballot`; `not-a-message`), and nothing has been
 * counted.
 */
export const VoteSchema = v.strictObject({
  type: v.literal('vote'),
  class: ClassIdSchema,
  poll: v.pipe(v.number(), v.integer(), v.minValue(1)),
  ballot: v.picklist([1, 2]),
  /** The place of the choice in the question, from 0. */
  choice: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)),
})

/** What browsers say about classes; all else on the same socket is the session's. */
export const ClassClientMessageSchema = v.variant('type', [
  AttendSchema,
  LeaveSchema,
  VoteSchema,
  WatchClassSchema,
  WatchSessionSchema,
  WatchWallSchema,
])
export type ClassClientMessage = v.InferOutput<typeof ClassClientMessageSchema>

interface ClassNews {
  readonly type: 'class'
  /** The class's, as far as this tells of it. */
  readonly version: number
  /** Milliseconds since 1970, UTC, by the server's clock. */
  readonly now: number
}

/** Whole each time: a phone needs no memory of what it was told before. */
export type PhoneNews = ClassNews & ParticipantView

/** Whole each time. */
export type WallNews = ClassNews &
  WallView & {
    /** The eight digits while the doors are open. */
    readonly code: string | null
    /** Where a phone gets in without typing; the path of a page, for the QR. */
    readonly link: string | null
    /** Where the server is reached from elsewhere, the likeliest first, when this socket's own name is its machine's alone (`localhost`); not there when that name works for others too. */
    readonly origins?: readonly string[]
    /** Pairs of the newest round whose session is over. */
    readonly done: number
  }

/**
 * A board's. The first one after `watch-class` has all people and all pairs, those after it what is new of them: with a
 * thousand phones each that comes would cost a hundred kilobytes otherwise.
 */
export type BoardNews = ClassNews &
  Omit<TeacherView, 'people' | 'pairs'> & {
    readonly code: string | null
    readonly link: string | null
    /** See `WallNews`. */
    readonly origins?: readonly string[]
    readonly right: 'owner' | 'teacher' | 'viewer'
    /** Whether `people` and `pairs` are all there are; false: what has changed, to be laid over what is known. */
    readonly whole: boolean
    readonly people?: TeacherView['people']
    /** Participants who are no longer in the class. */
    readonly gone?: readonly string[]
    /** Of the newest round; when there is another round all of them. */
    readonly pairs?: TeacherView['pairs']
  }

/** How the pairs of a round stand: each time those that have changed, at first all. */
export interface TilesNews {
  readonly type: 'tiles'
  readonly round: number
  readonly tiles: readonly {
    readonly pair: number
    readonly session: string
    /** The session's play time at the server when this was said, ms; it runs on unless the tile is stopped or ended. */
    readonly now: number
    /** See `parseTile`. */
    readonly tile: string
  }[]
}

/**
 * A session that was joined or watched on a class's socket is so no longer, and its messages end; the socket goes on. Why
 * says the error before it.
 */
export interface LeftNews {
  readonly type: 'left'
  readonly session: string
  /** It may be asked for again in a moment; false: not as it is. */
  readonly again: boolean
}

export type ClassServerMessage = PhoneNews | BoardNews | WallNews | TilesNews | LeftNews

/**
 * Why a socket is not let in to a class, or shown out of it: `removed` and `barred` are told apart, since the one may come
 * back; `taken-over` is said to the phone in whose place another one has come back.
 */
export type ClassMessageError = Extract<
  MessageError,
  'unknown-class' | 'unknown-link' | 'not-signed-in' | 'forbidden' | 'removed' | 'barred' | 'taken-over' | 'no-ballot'
>
