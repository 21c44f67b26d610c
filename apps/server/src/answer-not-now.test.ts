import type { FastifyReply } from 'fastify'
import { expect, it } from 'vitest'
import { answerNotNow } from './answer-not-now.ts'
import type { NotNow } from './live/not-now.ts'
import type { Services } from './services.ts'

const CAUSE = new Error('disk full')

const ANSWERS: Readonly<Record<NotNow['notNow'], readonly [NotNow, number, string]>> = {
  'too-many': [{ notNow: 'too-many', detail: '' }, 429, 'too-many'],
  crowded: [{ notNow: 'crowded' }, 429, 'too-many'],
  overloaded: [{ notNow: 'overloaded' }, 503, 'overloaded'],
  'given-up': [{ notNow: 'given-up' }, 503, 'overloaded'],
  gone: [{ notNow: 'gone' }, 404, 'unknown-session'],
  'newer-rules': [{ notNow: 'newer-rules', detail: '' }, 503, 'newer-rules'],
  contested: [{ notNow: 'contested' }, 503, 'overloaded'],
  stopping: [{ notNow: 'stopping' }, 503, 'overloaded'],
  'storage-lost': [{ notNow: 'storage-lost', cause: CAUSE }, 503, 'not-stored'],
}

it.each(Object.values(ANSWERS))('%s is no bug: it is answered as what it is', (notNow, status, code) => {
  const reported: unknown[] = []
  const failures = { report: (error: unknown) => void reported.push(error) } as unknown as Services['failures']
  const answered: { status?: number; body?: { code: string } } = {}
  const reply = {
    header: () => reply,
    type: () => reply,
    code: (said: number) => {
      answered.status = said
      return reply
    },
    send: (body: { code: string }) => {
      answered.body = body
      return reply
    },
  } as unknown as FastifyReply
  answerNotNow({ failures }, reply, notNow)
  expect([answered.status, answered.body?.code]).toEqual([status, code])
  // the cause is for the operator, and never in the answer
  expect(reported).toEqual(notNow.notNow === 'storage-lost' ? [CAUSE] : [])
  expect(JSON.stringify(answered.body)).not.toContain('disk full')
})
