import type { Services } from '../services.ts'
import type { Entrance, Opening } from './guest.ts'
import { seatEntrance } from './seat-entrance.ts'

/** By which message each kind of guest comes in. */
export type Entrances = { readonly [Type in Opening['type']]: Entrance<Extract<Opening, { type: Type }>> }

/** All kinds of guests that this server has. */
export const entrances = (services: Services): Entrances => ({
  join: seatEntrance(services),
})
