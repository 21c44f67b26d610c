import type { Services } from '../services.ts'
import { classEntry, UNKNOWN_CLASS } from './class-entry.ts'
import type { Entrance, Opening } from './guest.ts'
import { outOf, PhoneGuest } from './phone-guest.ts'
import { seatEntrance } from './seat-entrance.ts'
import { never } from './session-entry.ts'

const NOBODYS = never('wrong-token', 'token', 'this token is of nobody in this class: come in with its code')

/** Lets in a phone that has a student's token. */
export function phoneEntrance(services: Services): Entrance<Extract<Opening, { type: 'attend' }>> {
  const { storage } = services
  const seat = seatEntrance(services)

  return async (message, line) => {
    // the token first: a class that is loaded for nothing takes everybody's time
    const participant = await storage.classes.participantOf(message.class, message.token)
    if (!participant) return (await storage.classes.find(message.class)) ? NOBODYS : UNKNOWN_CLASS
    const out = outOf(participant)
    if (out) return out
    return classEntry(services, message.class, line, (host) => {
      const guest = new PhoneGuest({ host, participant }, line, services, seat)
      return guest.comeIn() ?? { ok: true, guest }
    })
  }
}
