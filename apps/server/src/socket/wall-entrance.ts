import type { Services } from '../services.ts'
import { classEntry, mayWatch } from './class-entry.ts'
import type { Entrance, Entry, Line, Opening } from './guest.ts'
import { never } from './session-entry.ts'
import { sharedWall } from './shared-wall.ts'
import { WallGuest, type WallRight } from './wall-guest.ts'

const ONE_OF_BOTH = never('not-a-message', 'class', 'name the class, or the link that shares its wall (shared)')

/** Lets in a projector's browser, by the cookie of one who may see the class, or by a link that shares its wall. */
export function wallEntrance(services: Services): Entrance<Extract<Opening, { type: 'watch-wall' }>> {
  return async ({ class: id, shared }, line) => {
    if ((id === undefined) === (shared === undefined)) return ONE_OF_BOTH
    if (id !== undefined) {
      const right: WallRight = { holds: (classId) => mayWatch(services, line, classId), watch: () => () => {} }
      return enter(services, id, right, line)
    }
    const found = await sharedWall(services, shared ?? '')
    return found.ok ? enter(services, found.class, found.right, line) : found
  }
}

async function enter(services: Services, id: string, right: WallRight, line: Line): Promise<Entry> {
  const seeing = await right.holds(id)
  if (!seeing.ok) return seeing
  return classEntry(services, id, line, (host) => {
    const guest = new WallGuest(host, right, line, services)
    guest.comeIn()
    return { ok: true, guest }
  })
}
