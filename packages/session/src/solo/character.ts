import * as v from 'valibot'

/**
 * How a solo partner behaves where a TCP may choose: `prompt` acknowledges at once; `delayed-ack` lets the
 * acknowledgement of text wait for a rider or a second segment (RFC 9293 §3.8.6.3); `closing-first` closes before the
 * student wherever it is its own application; `flawed` makes a mistake now and then.
 */
export const CHARACTERS = ['prompt', 'delayed-ack', 'closing-first', 'flawed'] as const
export type Character = (typeof CHARACTERS)[number]

export const CharacterSchema = v.picklist(CHARACTERS)
