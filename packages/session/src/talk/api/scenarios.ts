import * as v from 'valibot'
import { CatalogueEntrySchema } from '../../facts/catalogue-entry.ts'

/** What `GET /api/scenarios` answers. */
export const CatalogueSchema = v.array(CatalogueEntrySchema)
