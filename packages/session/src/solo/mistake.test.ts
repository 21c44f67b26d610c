import { judge } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { peerOf, ROLES } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { mistake } from './mistake.ts'
import { rightMove } from './right-move.ts'
import { SoloSession } from './solo-session.ts'

test('what a flawed partner errs with is wrong: the judge has a rule against it', () => {
  let mistakes = 0
  for (const scenario of SCENARIOS)
    for (const role of ROLES) {
      const partner = peerOf(role)
      const names = { client: 'Lin', server: 'Mei' }
      const game = {
        scenario,
        role,
        character: 'flawed',
        level: 'coached',
        pace: 1,
        seed: 1,
        createdAt: 0,
        names,
      } as const
      const student = new SoloStudent(SoloSession.start(game))
      while (student.step()) {
        const { session } = student.solo
        const right = rightMove(session, partner, 'prompt', session.seed)
        const wrong = right && mistake(session, partner, right, session.seed)
        if (!wrong) continue
        const { legal, violations } = judge(session.ends[partner].tcb, wrong)
        expect({ legal, rules: violations.length > 0 }, `${scenario.id}, ${partner}`).toEqual({
          legal: false,
          rules: true,
        })
        mistakes++
      }
    }
  expect(mistakes).toBeGreaterThan(SCENARIOS.length / 2)
})
