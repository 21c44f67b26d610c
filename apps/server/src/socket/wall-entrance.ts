import type { Services } from '../services.ts'
import { classEntry, mayWatch } from './class-entry.ts'
import type { Entrance, Opening } from './guest.ts'
import { WallGuest } from './wall-guest.ts'

/** Lets in a projector's browser, by the cookie of one who may see the class. */
export function wallEntrance(services: Services): Entrance<Extract<Opening, { type: 'watch-wall' }>> {
  return async (message, line) => {
    const seeing = await mayWatch(services, line, message.class)
    if (!seeing.ok) return seeing
    return classEntry(services, message.class, line, (host) => {
      const guest = new WallGuest(host, line, services)
      guest.comeIn()
      return { ok: true, guest }
    })
  }
}
