import { OwnCount, ROLES, type SessionEvent } from '@woshou/session'

/**
 * The version at which an address wants a replay to stand: `n` is the log's, or with `of` that seat's own number, under
 * which its student was told of the event.
 */
export function placeInReplay(log: readonly SessionEvent[], address: Pick<URLSearchParams, 'get'>): number {
  const n = Number(address.get('n') ?? 1)
  const role = ROLES.find((one) => one === address.get('of'))
  if (!role) return n
  const count = new OwnCount(role)
  for (const event of log) count.take(event)
  return count.versionOf(n)
}
