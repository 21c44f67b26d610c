import type { Character } from '@woshou/session/solo'
import { m } from '#lib/paraglide/messages.js'

/** What a solo partner is called, and what it does, in one honest sentence. */
export function characterWords(character: Character): { name: string; says: string } {
  switch (character) {
    case 'prompt':
      return { name: m.solo_prompt(), says: m.solo_prompt_says() }
    case 'delayed-ack':
      return { name: m.solo_delayed_ack(), says: m.solo_delayed_ack_says() }
    case 'closing-first':
      return { name: m.solo_closing_first(), says: m.solo_closing_first_says() }
    case 'flawed':
      return { name: m.solo_flawed(), says: m.solo_flawed_says() }
  }
}
