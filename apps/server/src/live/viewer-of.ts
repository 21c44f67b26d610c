import { agreementOf, type Viewer } from '@woshou/session'
import type { Directory } from '../storage/directory.ts'
import type { SessionHost } from './session-host.ts'

/** As whom a token's bearer sees a live session now; null when as nobody. */
export async function viewerOf(
  directory: Pick<Directory, 'seatOf' | 'watchedBy'>,
  host: Pick<SessionHost, 'id' | 'session'>,
  token: string,
): Promise<Viewer | null> {
  const seat = await directory.seatOf(host.id, token)
  if (seat) return seat
  const agreement = await directory.watchedBy(host.id, token)
  return agreement !== null && agreement === agreementOf(host.session) ? 'observer' : null
}
