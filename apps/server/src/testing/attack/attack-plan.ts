import type { Targets } from './targets.ts'

/** What somebody asks for who wants to keep a server busy. */
export const ASSAULTS = ['replay', 'wrong-join', 'join', 'list', 'offer', 'seat'] as const
export type Assault = (typeof ASSAULTS)[number]

/** What one attacker does, and from which address. */
export interface AttackPlan {
  readonly url: string
  readonly address: string
  readonly targets: Targets
  readonly assaults: readonly Assault[]
}
