import { randomInt } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import { type Classroom, lastSitter, seatOf } from '@woshou/classroom'
import {
  ClassParamsSchema,
  ComeBackSchema,
  MakeReturnCodeSchema,
  ParticipantSchema,
  ReturnCodeSchema,
} from '@woshou/classroom/api'
import type { Seat } from '@woshou/session'
import { CodeParamsSchema, isSecret, ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { answerNotNow } from '../answer-not-now.ts'
import { DRAWS } from '../live/codes.ts'
import { GuessLimit } from '../live/guess-limit.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import { may } from '../rights.ts'
import type { Services } from '../services.ts'
import { readWhole } from '../storage/event-log.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { bearerToken } from './bearer-token.ts'
import { unknownClass } from './classes.ts'
import { unknownCode, wait } from './code-answers.ts'
import { told } from './doors.ts'
import { phoneFor, phoneIn } from './phone-cookie.ts'

/** Milliseconds for which a return code works: as long as it takes to show it and to type it on another phone. */
const GOOD_FOR = 5 * 60 * 1_000

/** Read out and typed: no letter that is taken for another one, and no vowels, which make words. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'

const tags = ['participants']

/** A student comes back on another phone: by four letters or a QR that the teacher or the partner shows. */
export function returnRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { browsers, classes: live, clock, halls, storage } = services
  const { classes, classLog } = storage
  const guesses = new GuessLimit()
  /** Of each class: whoever has many addresses guesses its letters no faster. */
  const guessesOfClasses = new GuessLimit()

  app.post(
    '/api/classes/:id/return-codes',
    {
      schema: {
        summary:
          'By what a student comes back on another phone: a teacher names the student, a student the seat of an absent partner',
        tags,
        security: [{ login: [] }, { seat: [] }],
        params: ClassParamsSchema,
        body: MakeReturnCodeSchema,
        response: {
          201: ReturnCodeSchema,
          401: ProblemSchema,
          403: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { body } = request
      const whose =
        'role' in body
          ? await absentPartner(request, reply, id, body.role)
          : await namedByTeacher(request, reply, id, body.participant)
      return whose === null ? reply : make(reply, id, whose)
    },
  )

  async function make(reply: FastifyReply, id: string, participant: string): Promise<FastifyReply> {
    const until = clock() + GOOD_FOR
    for (let draw = 0; draw < DRAWS; draw++) {
      const letters = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
      const secret = drawToken()
      const hashes = { codeHash: hashOf(id, letters), linkHash: hashToken(secret) }
      const kept = await classes.keepReturnCode(id, participant, { ...hashes, until })
      if (kept === 'unknown') return unknownParticipant(reply)
      if (kept === 'kept') return reply.code(201).send({ code: letters, link: `/class/${id}#${secret}`, until })
    }
    throw new Error(`${DRAWS} codes in a row were in use`)
  }

  /** @returns null when the reply has been sent */
  async function namedByTeacher(request: FastifyRequest, reply: FastifyReply, id: string, participant: string) {
    const { account } = request
    const right = account && (await classes.rightOf(id, account.id))
    if (may(account, 'teach-class', right)) return participant
    if (!account) problem(reply, 401, 'not-signed-in', 'sign in: POST /api/account/login')
    else if (right) problem(reply, 403, 'forbidden', `a ${right} of this class may not (teach-class)`)
    else unknownClass(reply)
    return null
  }

  /**
   * Whoever sits opposite, or sat there before a bot did, while they are away: somebody who is there needs no code, and a
   * partner who had one could see both ends.
   * @returns null when the reply has been sent
   */
  async function absentPartner(request: FastifyRequest, reply: FastifyReply, id: string, role: Seat) {
    const own = await classes.participantOf(id, bearerToken(request) ?? '')
    if (own?.state !== 'in') {
      problem(reply, 401, 'wrong-token', 'this needs the token of a student of this class')
      return null
    }
    const found = await live.using(id, async (host) => {
      const partner = host && (await partnerIn(host.classroom, id, own.id, role))
      return partner && { partner, present: host.class.people.get(partner)?.present ?? false }
    })
    if (isNotNow(found)) answerNotNow(services, reply, found)
    else if (!found) unknownParticipant(reply)
    else if (!found.present) return found.partner
    else problem(reply, 409, 'seat-taken', 'whoever sits there is here: only for somebody who is away there is a code')
    return null
  }

  async function partnerIn(classroom: Classroom, id: string, own: string, role: Seat): Promise<string | null> {
    const seat = seatOf(classroom, own)
    if (!seat || seat.role === role) return null
    const partner = lastSitter(await readWhole(classLog, id), { ...seat, role })
    // who has another seat by now is there
    return partner !== null && partner !== own ? partner : null
  }

  app.post(
    '/api/returns',
    {
      config: { ownPages: true },
      schema: {
        summary: 'Takes a student’s place over from another phone, by four letters or the secret of a link, once',
        tags,
        body: ComeBackSchema,
        response: { 201: ParticipantSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { class: id } = request.body
      const { code } = v.parse(CodeParamsSchema, request.body)
      const secret = isSecret(code)
      if (!secret && id === undefined)
        return problem(reply, 400, 'malformed', 'four letters are one class’s: name it', { field: 'class' })
      const phone = phoneFor(request, reply, publicOrigins)
      const hash = secret ? hashToken(code) : hashOf(id ?? '', code.toUpperCase())
      const back = () => classes.comeBack(hash, (of) => phoneIn(phone, of), clock())
      const found = secret ? await back() : await guessed(request, id ?? '', code, back)
      if (found === 'too-many') return wait(reply)
      if (found === null) return unknownCode(reply, 'nobody comes back by this code, or no longer')
      halls.note(normalizeIP(request.ip))
      browsers.note(phone)
      live.tableChanged(found.class)
      return reply.code(201).send(told(found.class, found.participant, phoneIn(phone, found.class).token))
    },
  )

  function guessed<Found>(request: FastifyRequest, id: string, code: string, look: () => Promise<Found | null>) {
    const by = normalizeIP(request.ip)
    const at = 'returns'
    return guesses.guess({ by, code, at, hall: halls.has(by) }, async () => {
      const found = await guessesOfClasses.guess({ by: id, code, at }, look)
      // whoever guesses the letters of one class from many addresses is answered as if they were wrong
      return found === 'too-many' ? null : found
    })
  }
}

/** Letters are one class's alone. */
const hashOf = (id: string, letters: string): string => hashToken(`${id} ${letters}`)

const unknownParticipant = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'unknown-participant', 'there is no such student in this class')
