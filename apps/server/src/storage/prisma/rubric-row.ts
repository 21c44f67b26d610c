import { NO_RUBRIC, type Rubric, RubricSchema } from '@woshou/classroom'
import * as v from 'valibot'

/** A class's rubric as its row has it. @throws when it is none */
export const rubricOf = (stored: unknown): Rubric => (stored === null ? NO_RUBRIC : v.parse(RubricSchema, stored))
