import { expect, test } from 'vitest'
import { LEVELS } from '../facts/level.ts'
import { peerOf, ROLES } from '../facts/role.ts'
import { progressOfLog } from '../readings/progress.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { begin, type Happening, play, sit, sitBot } from '../table/index.ts'
import { nextMove } from './partner.ts'
import { elapseUnasked, nextUnasked } from './seat-partner.ts'

const SCRIPTED = SCENARIOS.filter(({ calls }) => calls === 'scripted')

test.each(SCRIPTED.map((scenario) => [scenario.id, scenario] as const))(
  'a bot plays %s with a student to its goal, at each level and either end, and none of its moves is anybody’s',
  (_, scenario) => {
    for (const level of LEVELS)
      for (const bot of ROLES) {
        let { session, events: log } = begin({ scenario, level, pace: 1, seed: 5, now: 0 })
        const take = (happening: Happening | null) => {
          if (!happening) throw new Error('nothing happened')
          session = happening.session
          log = [...log, ...happening.events]
        }
        const student = peerOf(bot)
        take(sitBot(session, bot, 0))
        take(sit(session, student, 'Amber 1', 0))
        for (let now = 0; !session.ended; ) {
          const unasked = elapseUnasked(session, now)
          const move = unasked ? null : nextMove(session, student, 'prompt', 5)
          if (unasked) take(unasked)
          else if (move && move.at <= now) {
            const asked = { role: student, id: `student-${session.version}`, version: session.version, now }
            const answer = play(session, move.command, asked)
            take('events' in answer ? answer : null)
          } else {
            const next = [nextUnasked(session), move?.at].filter((at) => typeof at === 'number')
            if (next.length === 0) throw new Error(`${level}, a bot at the ${bot}: nothing happens any more`)
            now = Math.max(now, Math.min(...next))
          }
        }
        expect(session.ended.reason).toBe('goal-reached')
        expect(progressOfLog(log, bot)).toMatchObject({ sent: 0, wrong: 0 })
      }
  },
)
