import { peerOf, ROLES, type Role } from '@woshou/session'
import { expect, test } from 'vitest'
import { phonePoll } from '../eyes/poll-eyes.ts'
import { isRight } from '../facts/question.ts'
import { questionOf } from '../poll/question-of.ts'
import { NO_VOTES } from '../poll/votes.ts'
import { wrongMovesOf } from '../poll/wrong-moves.ts'
import { MISCONCEPTION_IDS } from './manner.ts'
import { SimulatedPair } from './simulated-pair.ts'
import { choiceBy, reckoned } from './voter.ts'

test('a simulated student who knows comes to the right choice by what its phone is told, nearly always', () => {
  const polls = ['three-way-handshake', 'data-in-between', 'half-close'].flatMap((scenario) =>
    MISCONCEPTION_IDS.flatMap((misconception) =>
      ROLES.flatMap((role) => {
        const manners = { [role]: 'stubborn', [peerOf(role)]: 'prompt' } as Record<Role, 'stubborn' | 'prompt'>
        const { log } = new SimulatedPair(3, manners, scenario, 'coached', misconception).until(120_000)
        const [wrong] = wrongMovesOf('x', log)
        const question = wrong && questionOf('x', log, wrong.version)
        if (!question) return []
        const poll = {
          poll: 1,
          question,
          phase: 'first-ballot',
          at: 0,
          without: new Set(),
          talk: new Map(),
          past: false,
        } as const
        return [
          {
            told: phonePoll({ ...poll, without: new Set<string>() }, NO_VOTES, 'p', null),
            right: question.choices.findIndex(isRight),
          },
        ]
      }),
    ),
  )
  const known = polls.filter(({ right, told }) => reckoned(told) === right)
  expect(polls.length).toBeGreaterThanOrEqual(18)
  expect(known.length / polls.length).toBeGreaterThan(0.7)
  for (const { told } of polls)
    expect(choiceBy({ knows: true, isConvinced: true, isSilent: true }, told, () => 0)).toBeNull()
})
