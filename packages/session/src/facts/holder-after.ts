import type { Holder, SeatHandedOver } from './event.ts'

/** Who plays an end once it has been handed over. */
export const holderAfter = (to: SeatHandedOver['to']): Holder => (to === 'partner' || to === 'bot' ? to : 'student')
