import {
  AllReportQuerySchema,
  AllReportSchema,
  ClassParamsSchema,
  type ClassReport,
  ExportQuerySchema,
  OwnReportSchema,
  ReportExportSchema,
  ReportQuerySchema,
  ReportSchema,
} from '@woshou/classroom/api'
import { csv, reportTable } from '@woshou/classroom/report'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { bearerToken } from './bearer-token.ts'
import { unknownClass } from './classes.ts'
import { dearly } from './dear.ts'

const tags = ['classes']
const security = [{ login: [] }]
const config = { action: 'see-class' } as const
const refused = {
  401: ProblemSchema,
  403: ProblemSchema,
  404: ProblemSchema,
  429: ProblemSchema,
  503: ProblemSchema,
}

/** What classes did not understand: for their teachers, as a file too, and for each student the own. */
export function reportRoutes(app: App, services: Services): void {
  const { clock, reports, storage } = services

  /** What takes long, when it is its turn. Sends the answer itself where there is none. */
  async function made<Report>(
    request: FastifyRequest,
    reply: FastifyReply,
    make: () => Promise<Report | null>,
  ): Promise<Report | null> {
    const report = await dearly(services, request, make)
    if (isNotNow(report)) answerNotNow(services, reply, report)
    else if (report !== null) return report
    else unknownClass(reply)
    return null
  }

  app.get(
    '/api/classes/:id/report',
    {
      config,
      schema: {
        summary:
          'What a class did not understand, by rule and by student; of sessions that go on what they came to so far',
        tags,
        security,
        params: ClassParamsSchema,
        querystring: ReportQuerySchema,
        response: { 200: ReportSchema, 400: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { by } = request.query
      return (await made(request, reply, () => reports.of(request.params.id, by, { names: true }))) ?? reply
    },
  )

  app.get(
    '/api/report',
    {
      config: { action: 'open-class' },
      schema: {
        summary: 'The same rules over all classes that one has a right in, by class or by week',
        tags,
        security,
        querystring: AllReportQuerySchema,
        response: { 200: AllReportSchema, 400: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { id } = whoAsks(request)
      return (await made(request, reply, () => reports.ofAll(id, request.query.by))) ?? reply
    },
  )

  app.get(
    '/api/classes/:id/export.json',
    {
      config,
      schema: {
        summary: 'A class’s report as a file, to keep',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: ReportExportSchema, ...refused },
      },
    },
    async (request, reply) => {
      const report = await made(request, reply, () => reports.of(request.params.id, 'round', { names: true }))
      if (!report) return reply
      asFile(reply, report, 'json')
      return { woshou: 'report' as const, format: 1 as const, exportedAt: clock(), ...report }
    },
  )

  app.get(
    '/api/classes/:id/export.csv',
    {
      config,
      schema: {
        summary: 'A class’s students and what each of them broke, as a spreadsheet opens it',
        tags,
        security,
        params: ClassParamsSchema,
        querystring: ExportQuerySchema,
        response: { 200: v.string(), 400: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const report = await made(request, reply, () => reports.of(request.params.id, 'round', { names: true }))
      if (!report) return reply
      asFile(reply, report, 'csv').type('text/csv; charset=utf-8')
      const table = reportTable(
        report.participants,
        report.rules.map(({ rule }) => rule),
        request.query.locale,
      )
      return csv(table)
    },
  )

  app.get(
    '/api/classes/:id/report/mine',
    {
      schema: {
        summary: 'A student’s own report, by their token: of sessions that are over, and nothing of anybody else',
        tags,
        security: [{ seat: [] }],
        params: ClassParamsSchema,
        response: { 200: OwnReportSchema, 401: ProblemSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await storage.classes.find(id)
      if (!found) return unknownClass(reply)
      const own = await storage.classes.participantOf(id, bearerToken(request) ?? '')
      if (own?.state !== 'in')
        return problem(reply, 401, 'wrong-token', 'this needs the token of a student of this class')
      return reports.ofStudent(found, own)
    },
  )
}

/** Says under which name a browser keeps it. */
function asFile(reply: FastifyReply, { name }: ClassReport, ending: 'csv' | 'json'): FastifyReply {
  const file = `${name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim() || 'woshou'}.${ending}`
  // RFC 6266: what is not ASCII in the form of RFC 8187
  return reply.header(
    'content-disposition',
    `attachment; filename="report.${ending}"; filename*=UTF-8''${encoded(file)}`,
  )
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
