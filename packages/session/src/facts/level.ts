import * as v from 'valibot'

/**
 * How much the server says, and when: coached explains at once, exam only says that it is wrong, wire lets
 * everything leave.
 */
export const LEVELS = ['coached', 'exam', 'wire'] as const
export type Level = (typeof LEVELS)[number]

export const LevelSchema = v.picklist(LEVELS)
