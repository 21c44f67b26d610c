import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import { askedPoll } from '#lib/state/testing/asked-poll.ts'
import { inLobby } from '#lib/state/testing/in-lobby.ts'
import { Wire } from '#lib/state/testing/wire.ts'
import { phaseWords } from '#lib/words/poll-phase-words.ts'
import ClassStage from './ClassStage.svelte'

const asked = inLobby({ poll: askedPoll() })

afterEach(() => vi.unstubAllGlobals())

test('the page of a phone that is refused while the class is asked is not called after the question', async () => {
  const { CLOSED, CONNECTING, OPEN } = WebSocket
  vi.stubGlobal('WebSocket', Object.assign(class extends Wire {}, { CLOSED, CONNECTING, OPEN }))
  const { name, pseudonym: called } = asked
  const ids = { class: 'C'.repeat(22), participant: 'P'.repeat(22), token: 't'.repeat(22) }
  await render(ClassStage, { place: { ...ids, name, pseudonym: called, cameAt: 0 } })
  Wire.last.accept()
  Wire.last.say(asked)
  await expect.poll(() => document.title).toBe(`${phaseWords('first-ballot')} · ${m.app_name()}`)
  Wire.last.say({ type: 'error', code: 'taken-over', field: 'token', detail: '' })
  await expect.element(page.getByTestId('place-lost')).toBeVisible()
  await expect.poll(() => document.title).toBe(`${m.class_title()} · ${m.app_name()}`)
})
