import * as v from 'valibot'
import type { Viewer } from '../facts/role.ts'
import { type ClientMessage, ClientMessageSchema, SendSegmentSchema, type ServerMessage } from './message.ts'
import { mismatch, PROTOCOL, type ProtocolMismatch } from './protocol-number.ts'

const ProtocolSchema = v.looseObject({ protocol: v.pipe(v.number(), v.integer()) })

export type Decoded =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly error: Extract<ServerMessage, { type: 'error' }> }

/**
 * Parses what a socket received. Total: whatever the text, the answer is a message or an error that names the
 * field; it never throws.
 */
export function decode(text: string): Decoded {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, error: { type: 'error', code: 'not-json', field: '', detail: 'expected one JSON object' } }
  }
  const wrong = otherProtocol(json)
  if (wrong) return { ok: false, error: wrong }
  const parsed = isSegment(json)
    ? v.safeParse(SendSegmentSchema, json, { abortEarly: true })
    : v.safeParse(ClientMessageSchema, json, { abortEarly: true })
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

/** Nearly every message: which of the schemas is its own need not be looked for, and looking takes as long as parsing. */
const isSegment = (json: unknown): boolean => {
  const { type, command } = Object(json)
  return type === 'move' && Object(command).type === 'send-segment'
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
