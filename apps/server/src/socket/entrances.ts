import type { Services } from '../services.ts'
import { boardEntrances } from './board-entrance.ts'
import type { Entrance, Opening } from './guest.ts'
import { phoneEntrance } from './phone-entrance.ts'
import { seatEntrance } from './seat-entrance.ts'
import { wallEntrance } from './wall-entrance.ts'

/** By which message each kind of guest comes in. */
export type Entrances = { readonly [Type in Opening['type']]: Entrance<Extract<Opening, { type: Type }>> }

/** All kinds of guests that this server has. */
export const entrances = (services: Services): Entrances => ({
  join: seatEntrance(services),
  attend: phoneEntrance(services),
  ...boardEntrances(services),
  'watch-wall': wallEntrance(services),
})
