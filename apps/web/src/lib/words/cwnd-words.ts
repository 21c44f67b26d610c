import type { CwndPoint } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** What has moved cwnd, and by which rule. */
export function cwndCauseWords({ because, phase }: Pick<CwndPoint, 'because' | 'phase'>): string {
  switch (because) {
    case 'opened':
      return m.cwnd_because_opened()
    case 'acknowledged':
      return phase === 'slow-start' ? m.cwnd_because_slow_start() : m.cwnd_because_avoidance()
    case 'third-duplicate':
      return m.cwnd_because_third()
    case 'further-duplicate':
      return m.cwnd_because_further()
    case 'partly-acknowledged':
      return m.cwnd_because_partly()
    case 'recovered':
      return m.cwnd_because_recovered()
    case 'timed-out':
      return m.cwnd_because_timeout()
    case 'idle':
      return m.cwnd_because_idle()
  }
}
