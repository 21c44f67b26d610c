import { happen, openClass } from '@woshou/classroom'
import type { Classes, NewClass } from '../../storage/classes.ts'
import { drawToken } from '../../storage/seat-token.ts'
import { DRAWS, drawCode } from '../codes.ts'

/** Makes a class whose doors are open: it is opened in order to be entered. @param now milliseconds since 1970, UTC */
export async function openNewClass(
  classes: Pick<Classes, 'create'>,
  { name, owner }: Pick<NewClass, 'name' | 'owner'>,
  now: number,
): Promise<NewClass> {
  const opened = openClass(now, owner)
  const open = happen(opened.classroom, [{ type: 'doors-opened' }], now, null)
  const events = [...opened.events, ...open.events.map((event) => ({ ...event, by: owner }))]
  for (let draw = 0; draw < DRAWS; draw++) {
    const doors = { code: drawCode(), secret: drawToken() }
    const made = { id: drawToken(), name, doors, owner, createdAt: now, events }
    if ((await classes.create(made)) === 'created') return made
  }
  throw new Error(`${DRAWS} codes in a row were in use`)
}
