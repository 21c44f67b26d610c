import type { Policy } from './index.ts'
import { random, type Wishes } from './link.test-support.ts'

const TEXTS = ['', 'a', 'hello', 'The quick brown fox jumps over the lazy dog. ', 'x'.repeat(4000)]

/**
 * A random link with random wishes on both sides, the same for the same seed.
 * @param policies what both ends' policies have besides
 */
export function scenario(seed: number, policies: Partial<Policy> = {}) {
  const next = random(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  const simultaneous = next() < 0.25
  const isn = (): number => pick([Math.floor(next() * 2 ** 32), 4294967295, 4294967290, 2147483647, 4294966000])
  const policy = () => ({
    rto: 1000,
    msl: 4000,
    mss: pick([1, 3, 7, 100, 1460]) * 1,
    delayedAck: next() < 0.5,
    rfc5961: next() < 0.9,
    receiveBuffer: pick([1, 5, 1000, 65_535]),
    ...policies,
  })
  const texts = { client: pick(TEXTS), server: pick(TEXTS) }
  if (texts.client.length > 1000 || texts.server.length > 1000) {
    const big = { mss: 1460, receiveBuffer: 65_535 }
    return make({ ...policy(), ...big, ...policies }, { ...policy(), ...big, ...policies })
  }
  return make(policy(), policy())
  function make(clientPolicy: Wishes['policy'], serverPolicy: Wishes['policy']) {
    const wishes = (end: 'client' | 'server', policies: Wishes['policy']): Wishes => ({
      isn: isn(),
      policy: policies,
      calls: [
        {
          at: end === 'server' && !simultaneous ? 0 : 1 + next() * 5,
          call: end === 'client' || simultaneous ? { type: 'open-active' } : { type: 'open-passive' },
        },
        ...(texts[end] === '' ? [] : [{ at: 100 + next() * 3000, call: { type: 'send', text: texts[end] } as const }]),
        { at: 3200 + next() * (next() < 0.3 ? 1 : 6000), call: { type: 'close' } as const },
      ],
    })
    const lossy = next()
    const link = {
      loss: lossy < 0.3 ? 0 : next() * 0.35,
      duplication: next() < 0.5 ? 0 : next() * 0.3,
      delay: [10, 10 + pick([0, 20, 500, 1500])] as const,
    }
    return { link, texts, wishes: { client: wishes('client', clientPolicy), server: wishes('server', serverPolicy) } }
  }
}
