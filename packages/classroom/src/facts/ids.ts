import * as v from 'valibot'

/** 128 bits in base64url: of classes, participants, accounts, and of the sessions that derive from a class. */
const id = () => v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, '22 letters, digits, - or _'))

export const ClassIdSchema = id()
export const ParticipantIdSchema = id()
export const AccountIdSchema = id()
/** Of a round, or of a pair in it: `sessionIdOf` has room for no more. */
export const NumberSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
/** Chosen by whoever sends a command; the same id again is the same command, carried out once. */
export const CommandIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, - or _'))
