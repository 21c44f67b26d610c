import type { AccountRole, ClassRight } from '@woshou/classroom/api'

/**
 * Who may do what. Nothing else says so: every route and every message of instructors is one of these actions and asks
 * `may`. Somebody may who has one of the roles, or one of the rights in the class that it is about. Students have neither,
 * whatever token they show.
 */
const RIGHTS = {
  /** One's own account: see it, change its password. */
  'own-account': { roles: ['admin', 'instructor'], rights: [] },
  /** All accounts: list, invite, let in again, delete. */
  'keep-accounts': { roles: ['admin'], rights: [] },
  /** Open a class; list those that one has a right in. */
  'open-class': { roles: ['admin', 'instructor'], rights: [] },
  /** See everything of a class: board, wall, people, both ends of its pairs, what came of it. */
  'see-class': { roles: [], rights: ['owner', 'teacher', 'viewer'] },
  /** Teach it: doors, rounds, pauses, people, nudges, what the wall shows. */
  'teach-class': { roles: [], rights: ['owner', 'teacher'] },
  /**
   * Say who teaches it, rename and delete it. An admin may as well, for a class whose teachers have gone; to see it an admin
   * has to become one of its teachers, whom its owner is shown.
   */
  'keep-class': { roles: ['admin'], rights: ['owner'] },
} as const satisfies Readonly<
  Record<string, { readonly roles: readonly AccountRole[]; readonly rights: readonly ClassRight[] }>
>

export type Action = keyof typeof RIGHTS

export const ACTIONS = Object.keys(RIGHTS) as readonly Action[]

/** Whether it is done to one class, so that the right in that class counts. */
export const isClassAction = (action: Action): boolean => RIGHTS[action].rights.length > 0

/**
 * @param account who is signed in; null: nobody
 * @param right what they have in the class that it is about; null: none, or it is about no class
 */
export function may(
  account: { readonly role: AccountRole } | null,
  action: Action,
  right: ClassRight | null = null,
): boolean {
  if (account === null) return false
  const { roles, rights } = RIGHTS[action]
  return (
    (roles as readonly AccountRole[]).includes(account.role) ||
    (rights as readonly (ClassRight | null)[]).includes(right)
  )
}
