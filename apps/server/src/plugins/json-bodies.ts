import type { FastifyInstance } from 'fastify'
import { Malformed } from './answer-errors.ts'

/** Throws where Fastify's own decoder puts U+FFFD, which would be stored as part of a name. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Bodies are JSON in UTF-8 (RFC 8259 §8.1) and nothing else: any other media type is answered 415. Names that would reach
 * for prototypes (`__proto__`) are refused, as Fastify does.
 */
export function takeJsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    let text: string
    try {
      text = UTF8.decode(body)
    } catch {
      done(new Malformed('', 'expected JSON in UTF-8'))
      return
    }
    void parse(request, text, done)
  })
}
