import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES } from '../facts/role.ts'
import { sessionOf } from '../readings/moments.ts'
import { scenario } from '../testing/table.ts'
import { abandon, begin, elapse, type Happening, nextDue, play, sit } from './index.ts'

const ACTS = ['client errs', 'server errs', 'client leaves', 'time', 'abandon', 'network drops'] as const

test('whatever happens says its events with their places in the log, and the session they lead to', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.constantFrom(...ACTS), { maxLength: 30 }), (seed, acts) => {
      const log: SessionEvent[] = []
      let session = begin({
        scenario: scenario('lost-data'),
        level: 'wire',
        pace: 1,
        seed,
        now: 0,
        network: true,
      }).session
      const take = (happening: Happening | null): boolean => {
        if (!happening) return false
        log.push(...happening.events)
        session = happening.session
        return true
      }
      take(begin({ scenario: scenario('lost-data'), level: 'wire', pace: 1, seed, now: 0, network: true }))
      for (const seat of [...ROLES, 'network'] as const) expect(take(sit(session, seat, seat, 5.4))).toBe(true)
      expect(sit(session, 'client', 'another', 6)).toBeNull()
      for (const act of acts) {
        const { ended, version, inFlight } = session
        const move = { id: `move-${version}`, version, now: session.at + 1 } as const
        if (act === 'time') {
          const due = nextDue(session)
          const happening = elapse(session, due ?? Number.MAX_SAFE_INTEGER)
          // nothing comes before it is due, and what is due comes
          expect(happening === null).toBe(due === null)
          if (due !== null) expect(elapse(session, due - 1)).toBeNull()
          take(happening)
        } else if (act === 'abandon') expect(take(abandon(session, move.now))).toBe(ended === null)
        else {
          const role = act === 'network drops' ? 'network' : act.startsWith('client') ? 'client' : 'server'
          const command =
            act === 'network drops'
              ? ({ type: 'interfere', sent: inFlight[0]?.sent ?? 1, do: 'drop' } as const)
              : act === 'client leaves'
                ? ({ type: 'leave' } as const)
                : ({ type: 'send-segment', segment: { flags: 2, seq: 5, ack: 0, length: 0 } } as const)
          const answer = play(session, command, { ...move, role })
          if ('events' in answer) take(answer)
          else expect(answer.kind).toBe('refusal')
          // the same move again is answered, and happens no more
          if ('events' in answer) expect(play(session, command, { ...move, role }).kind).toBe('repeated')
        }
      }
      expect(log.map(({ version }) => version)).toEqual(log.map((_event, index) => index + 1))
      expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).sort((a, b) => a - b))
      expect(log.every(({ at }) => Number.isInteger(at))).toBe(true)
      expect(sessionOf(log)).toEqual(session)
    }),
    { numRuns: 60 },
  )
})
