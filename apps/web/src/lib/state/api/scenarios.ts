import { CatalogueSchema } from '@woshou/session/api'
import { request } from './request.ts'

/** What can be played on this server. */
export const listScenarios = () => request(CatalogueSchema, '/scenarios')
