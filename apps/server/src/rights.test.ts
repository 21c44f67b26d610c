import { ACCOUNT_ROLES, CLASS_RIGHTS } from '@woshou/classroom/api'
import { describe, expect, it } from 'vitest'
import { ACTIONS, type Action, isClassAction, may } from './rights.ts'

/** Who may, written down a second time: who changes the table says here that it was meant. */
const WHO: Readonly<Record<Action, string>> = {
  'own-account':
    'admin, admin owner, admin teacher, admin viewer, instructor, instructor owner, instructor teacher, instructor viewer',
  'keep-accounts': 'admin, admin owner, admin teacher, admin viewer',
  'open-class':
    'admin, admin owner, admin teacher, admin viewer, instructor, instructor owner, instructor teacher, instructor viewer',
  'see-class': 'admin owner, admin teacher, admin viewer, instructor owner, instructor teacher, instructor viewer',
  'teach-class': 'admin owner, admin teacher, instructor owner, instructor teacher',
  'keep-class': 'admin, admin owner, admin teacher, admin viewer, instructor owner',
}

describe('the table of rights', () => {
  it.each(ACTIONS)('lets %s do exactly those who may', (action) => {
    const everybody = ACCOUNT_ROLES.flatMap((role) => [null, ...CLASS_RIGHTS].map((right) => ({ role, right })))
    const allowed = everybody.filter(({ role, right }) => may({ role }, action, right))
    const names = allowed.map(({ role, right }) => (right === null ? role : `${role} ${right}`))
    expect(names.toSorted().join(', ')).toBe(WHO[action])
  })

  it.each(ACTIONS)('lets nobody who is not signed in do %s, whatever right is claimed', (action) => {
    for (const right of [null, ...CLASS_RIGHTS]) expect(may(null, action, right)).toBe(false)
  })

  it('knows which actions are about one class', () => {
    expect(ACTIONS.filter(isClassAction)).toEqual(['see-class', 'teach-class', 'keep-class'])
  })
})
