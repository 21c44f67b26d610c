import * as v from 'valibot'
import { ExhibitsSchema } from './exhibit.ts'
import exhibits from './exhibits.json' with { type: 'json' }

export type { Exhibit, Line } from './exhibit.ts'

/** The exhibits, as one walks past them. */
export const EXHIBITS = v.parse(ExhibitsSchema, exhibits)
