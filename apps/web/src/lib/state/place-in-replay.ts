import { OwnCount, ROLES, type SessionEvent } from '@woshou/session'

/**
 * The version at which an address wants a replay to stand: `n`, or `at`, is the log's, or with `of` that seat's own number, under
 * which its student was told of the event; `first` and `last` are the first and the last mistake.
 */
export function placeInReplay(log: readonly SessionEvent[], address: Pick<URLSearchParams, 'get'>): number {
  const wanted = address.get('n') ?? address.get('at')
  if (wanted === 'first' || wanted === 'last') {
    const wrong = log.filter((event) => 'violations' in event && event.violations.length > 0)
    return (wanted === 'first' ? wrong[0] : wrong.at(-1))?.version ?? 1
  }
  const n = Number(wanted ?? 1)
  const role = ROLES.find((one) => one === address.get('of'))
  if (!role) return n
  const count = new OwnCount(role)
  for (const event of log) count.take(event)
  return count.versionOf(n)
}

/** What an address says of a replay that stands at a version: where, and in which list of a review it stands (`in`). */
export function addressAt(address: Pick<URLSearchParams, 'get'>, version: number): string {
  const list = address.get('in')
  return `?${new URLSearchParams({ n: `${version}`, ...(list !== null && { in: list }) })}`
}
