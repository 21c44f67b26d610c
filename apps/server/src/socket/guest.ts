import type { ClassServerMessage, SocketMessage } from '@woshou/classroom'
import type { MessageError, ServerMessage, Viewer } from '@woshou/session'
import type { Caller } from './caller.ts'
import type { CloseCode } from './close-code.ts'

/**
 * Whom a connection is for: a student's seat, a bystander, a class's phone, an instructor's board, a wall. There is one
 * endpoint for all of them and one connection (`Connection`), which knows rates, slow readers, signs of life and closing,
 * and nothing of what is said; a guest knows what is said, and nothing of the socket.
 *
 *     Entrance (the first message) → Entry.enter() → Guest: hear()*, beat()* → leave(), once
 *
 * A new kind of guest is a file with its entrance and its class, and a line in `entrances.ts`. One that lets another in
 * beside itself (a phone that is given a seat) has a place for it (`Beside`), and passes on what it hears.
 */
export interface Guest {
  /** What it has joined: connections of one seat say the same. When places are used up, the second of those goes first. */
  readonly joined: string
  /** Takes a message that came after the first one: each is answered, by a refusal at least. Never throws. */
  hear(message: SocketMessage): void
  /** Says its sign of life, from which the other side learns that the server is there. */
  beat(): void
  /** The server is about to stop: what others go on with without this guest is to be as if it had left. */
  stopping?(): void
  /** The connection has ended: called once, and nothing after it. @param silent it was given up after a long silence */
  leave(silent: boolean): void
}

/** The first message on a connection, by which a guest says who it is. */
export const OPENINGS = [
  'join',
  'attend',
  'watch-class',
  'watch-session',
  'watch-wall',
] as const satisfies readonly SocketMessage['type'][]
export type Opening = Extract<SocketMessage, { type: (typeof OPENINGS)[number] }>

export const isOpening = (message: SocketMessage): message is Opening =>
  (OPENINGS as readonly string[]).includes(message.type)

/** Says who is let in, and as what. It rejects for a bug alone; what it holds on to is given back by `enter` or `abandon`. */
export type Entrance<Message extends Opening = Opening> = (message: Message, line: Line) => Promise<Entry>

/** What becomes of somebody who wants to come in. */
export type Entry =
  /** Exactly one of the two is called, once. `enter` is the moment from which the guest is told things. */
  { readonly ok: true; enter(): Entered; abandon(): void } | TurnedAway

export type Entered = { readonly ok: true; readonly guest: Guest } | TurnedAway

/** Why somebody is not let in; they are told, and the connection is closed. */
export interface TurnedAway extends Told {
  readonly ok: false
  readonly close: CloseCode
}

/** A message that could not be taken, as its sender is told. */
export interface Told {
  readonly code: MessageError
  /** The path of the field which is wrong; '' for the whole. */
  readonly field: string
  readonly detail: string
  /** The message's own id, if it had one. */
  readonly id?: string | undefined
  /** The session that it is about, where the connection is a class's. */
  readonly session?: string | undefined
}

/** A guest's end of its connection. All of it may be called at any time, after the end as well: then nothing happens. */
export interface Line {
  /** Where the connection comes from. */
  readonly address: string
  readonly caller: Caller
  /** The one session that is spoken of here, where the connection is a class's: its viewer is told so with the welcome. */
  readonly session?: string
  /** False once it closes: nothing more is heard, and whoever is still asking to come in need not be let in. */
  readonly open: boolean
  send(message: ServerMessage<Viewer> | ClassServerMessage): void
  /** A message that is text already. */
  sendText(text: string): void
  refuse(told: Told): void
  close(code: CloseCode): void
}

/** To a second opening: one connection, one guest. */
export const JOINED_ALREADY: Told = { code: 'not-a-message', field: 'type', detail: 'this socket has joined already' }
