import { ProblemSchema, SessionListSchema } from '@woshou/session/api'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { compileValibot, typeBySchema } from '../plugins/schemas.ts'
import { DocumentedAnswers } from './documented-answers.ts'

const session = {
  id: 'A'.repeat(22),
  scenario: { id: 'free-play', title: { en: 'Free play', 'zh-CN': '自由练习' } },
  names: { client: 'Mei', server: null },
  createdAt: 0,
  endedAt: null,
  reason: null,
  version: 0,
}

/** Whether a route may answer this, with this status. */
async function look(status: number, answer: unknown): Promise<() => void> {
  const app = fastify({ schemaController: { compilersFactory: compileValibot } })
  const answers = new DocumentedAnswers()
  app.addHook('onRequest', async (_request, reply) => {
    reply.code(status)
  })
  answers.watch(typeBySchema(app))
  const schema = { response: { 200: SessionListSchema, 404: ProblemSchema } }
  // not typed by its schema, which would not let most of these through
  app.get('/healthz', { schema }, async () => answer)
  await app.inject('/healthz')
  await app.close()
  return () => answers.check()
}

describe('an answer of a server under test', () => {
  it('may be what its route is documented to give', async () => {
    expect(await look(200, [session])).not.toThrow()
    expect(await look(404, { code: 'unknown-session', detail: 'none' })).not.toThrow()
  })

  it.each([
    ['a field more', 200, [{ ...session, token: 'x' }], 'has more than its schema'],
    ['a field more, deep in it', 200, [{ ...session, names: { ...session.names, network: 'Bo' } }], 'has more'],
    ['a field less', 200, [{ ...session, version: undefined }], '0.version'],
    ['a problem nobody knows', 404, { code: 'odd', detail: '' }, 'code'],
    ['a problem that tells more', 404, { code: 'malformed', detail: '', stack: 'at' }, 'has more'],
    ['a status nobody expects', 409, { code: 'not-ended', detail: '' }, 'is not documented'],
  ])('may not be %s', async (_what, status, answer, why) => {
    expect(await look(status, answer)).toThrow(why)
  })
})
