import type { Congestion } from '@woshou/protocol'
import { m } from '#lib/paraglide/messages.js'

/** How cwnd moves now; what another build calls otherwise stays as it is. */
export function phaseWords(phase: string): string {
  const words: Record<Congestion['phase'], () => string> = {
    'slow-start': m.cwnd_slow_start,
    'congestion-avoidance': m.cwnd_avoidance,
    'fast-recovery': m.cwnd_recovery,
  }
  return words[phase as Congestion['phase']]?.() ?? phase
}
