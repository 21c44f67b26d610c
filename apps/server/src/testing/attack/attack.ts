import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { endWithUs } from '../end-with-us.ts'
import type { AttackPlan } from './attack-plan.ts'

/** Attackers, each in a process of its own and with an address of its own on the loopback (Linux has all of 127/8). */
export class Attack {
  readonly #attackers: readonly ChildProcess[]

  static async begin(plan: Omit<AttackPlan, 'address'>, addresses: readonly string[]): Promise<Attack> {
    const attackers = addresses.map((address) => {
      const child = fork(join(import.meta.dirname, 'attacker.ts'), { execArgv: [] })
      endWithUs(child)
      child.send({ ...plan, address } satisfies AttackPlan)
      return child
    })
    await Promise.all(attackers.map((child) => once(child, 'message')))
    return new Attack(attackers)
  }

  private constructor(attackers: readonly ChildProcess[]) {
    this.#attackers = attackers
  }

  /** Ends it. @returns how often what was answered how, of all attackers */
  async end(): Promise<Readonly<Record<string, number>>> {
    const sum: Record<string, number> = {}
    for (const child of this.#attackers) {
      child.send('outcomes')
      const [outcomes] = (await once(child, 'message')) as [Record<string, number>]
      for (const [name, count] of Object.entries(outcomes)) sum[name] = (sum[name] ?? 0) + count
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    }
    return sum
  }
}
