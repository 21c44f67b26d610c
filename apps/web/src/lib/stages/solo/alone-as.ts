import { peerOf, type Role } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { seats } from '#lib/state/seats.svelte.ts'
import { characterWords } from '#lib/words/character-words.ts'

/** What both are called when the reader plays an end from now on, alone with a correct TCP. */
export const aloneAs = (role: Role) =>
  ({
    [role]: seats.lastName || m.solo_student(),
    [peerOf(role)]: characterWords('prompt').name,
  }) as Record<Role, string>
