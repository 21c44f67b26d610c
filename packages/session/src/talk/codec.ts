import * as v from 'valibot'
import type { Viewer } from '../facts/role.ts'
import { type ClientMessage, ClientMessageSchema, SendSegmentSchema, type ServerMessage } from './message.ts'
import { mismatch, type ProtocolMismatch } from './protocol-mismatch.ts'
import { PROTOCOL } from './protocol-number.ts'

const ProtocolSchema = v.looseObject({ protocol: v.pipe(v.number(), v.integer()) })

export type Decoded<Message = ClientMessage> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly error: Extract<ServerMessage, { type: 'error' }> }

/** What reads a message, found by a look at it. */
export type MessageSchema<Message> = v.GenericSchema<unknown, Message>

/**
 * Parses what a socket received. Total: whatever the text, the answer is a message or an error that names the
 * field; it never throws.
 */
export const decode = (text: string): Decoded => decodeBy(text, clientSchemaOf)

/** `decode` for a socket on which more is said than a session's messages. @param schemaOf total */
export function decodeBy<Message>(text: string, schemaOf: (json: unknown) => MessageSchema<Message>): Decoded<Message> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, error: { type: 'error', code: 'not-json', field: '', detail: 'expected one JSON object' } }
  }
  const wrong = otherProtocol(json)
  if (wrong) return { ok: false, error: wrong }
  const parsed = v.safeParse(schemaOf(json), json, { abortEarly: true })
  if (parsed.success) return { ok: true, message: parsed.output }
  const issue = parsed.issues[0]
  const error = {
    type: 'error',
    code: 'not-a-message',
    field: v.getDotPath(issue) ?? '',
    detail: `expected ${issue.expected ?? issue.message}, received ${issue.received}`,
  } as const
  const id = v.safeParse(v.object({ id: v.pipe(v.string(), v.maxLength(64)) }), json)
  return { ok: false, error: id.success ? { ...error, id: id.output.id } : error }
}

/**
 * What reads a session's message. Of nearly every one it is known which schema is its own: looking for it takes as long as
 * parsing.
 */
export function clientSchemaOf(json: unknown): MessageSchema<ClientMessage> {
  const { type, command } = Object(json)
  return type === 'move' && Object(command).type === 'send-segment' ? SendSegmentSchema : ClientMessageSchema
}

/** Comes before all else: in another protocol nothing else need mean what it does here. */
function otherProtocol(json: unknown): ProtocolError | null {
  if (Object(json).protocol === undefined) return null
  const said = v.safeParse(ProtocolSchema, json)
  const code = said.success ? mismatch(said.output.protocol) : null
  return code && protocolError(code)
}

type ProtocolError = Extract<ServerMessage, { type: 'error' }> & { readonly code: ProtocolMismatch }

/** What a page is told that speaks another protocol. */
export function protocolError(code: ProtocolMismatch): ProtocolError {
  const remedy =
    code === 'too-old' ? 'load the page anew' : 'this server is older than the page: load it anew in a minute'
  return { type: 'error', code, field: 'protocol', detail: `this server speaks protocol ${PROTOCOL}: ${remedy}` }
}

/** One message as the text of one WebSocket message. */
export const encode = (message: ServerMessage<Viewer> | ClientMessage): string => JSON.stringify(message)
