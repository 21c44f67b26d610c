import {
  type ClientMessage,
  ClientMessageSchema,
  clientSchemaOf,
  type Decoded,
  decodeBy,
  type MessageSchema,
  type ServerMessage,
  type Viewer,
} from '@woshou/session'
import * as v from 'valibot'
import { type ClassClientMessage, ClassClientMessageSchema, type ClassServerMessage } from './class-message.ts'

/** All that a browser says on a socket, whoever it is. */
export type SocketMessage = ClientMessage | ClassClientMessage

const SocketMessageSchema = v.variant('type', [...ClientMessageSchema.options, ...ClassClientMessageSchema.options])

/** Of the schemas by its type, so that an error names its own field; one that is of no type is told which there are. */
const BY_TYPE: ReadonlyMap<unknown, MessageSchema<SocketMessage>> = new Map<unknown, MessageSchema<SocketMessage>>([
  ...ClassClientMessageSchema.options.map((schema) => [schema.entries.type.literal, schema] as const),
  ...ClientMessageSchema.options.map((schema) => [schema.entries.type.literal, ClientMessageSchema] as const),
])

/** Parses what a socket received: a session's message or a class's. Total, as `decode` of sessions is. */
export const decode = (text: string): Decoded<SocketMessage> =>
  decodeBy(text, (json) => {
    const schema = BY_TYPE.get(Object(json).type) ?? SocketMessageSchema
    return schema === ClientMessageSchema ? clientSchemaOf(json) : schema
  })

/** One message as the text of one WebSocket message. */
export const encode = (message: ServerMessage<Viewer> | ClassServerMessage | SocketMessage): string =>
  JSON.stringify(message)
