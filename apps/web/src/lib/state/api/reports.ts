import {
  type AllReportQuery,
  AllReportSchema,
  type ExportQuery,
  OwnReportSchema,
  type ReportQuery,
  ReportSchema,
} from '@woshou/classroom/api'
import { request } from './request.ts'

const path = (id: string) => `/classes/${encodeURIComponent(id)}`

/** What a class did not understand, and who. */
export const readReport = (id: string, by: ReportQuery['by']) => request(ReportSchema, `${path(id)}/report?by=${by}`)

/** The same rules over all classes that whoever is signed in teaches or may see. */
export const readAllReport = () => request(AllReportSchema, `/report?by=${'class' satisfies AllReportQuery['by']}`)

/** A student's own. @param token of the participant who asks */
export const readOwnReport = (id: string, token: string) =>
  request(OwnReportSchema, `${path(id)}/report/mine`, { token })

/** Where the report is as files to keep; a table's head is in the reader's language. */
export const reportFiles = (id: string, locale: ExportQuery['locale']) => ({
  csv: `/api${path(id)}/export.csv?locale=${locale}`,
  json: `/api${path(id)}/export.json`,
})
