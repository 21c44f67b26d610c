import { PLAY_KEYS } from '#lib/components/play/play-keys.ts'

/**
 * Whether a key was meant for the page rather than for a field, a dialog or the browser.
 * A check box or radio button takes no letters, so it leaves them to the page.
 */
function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false
  return !inField(event) && document.querySelector('dialog[open]') === null
}

/** Whether somebody types into a field. */
function inField({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio'
}

/**
 * Does what the control within `place` does that announces this key (`aria-keyshortcuts`): a button or toggle is pressed, a
 * field takes the focus. What is announced and what is heard are one thing so.
 * @returns whether there was one
 */
function pressShortcut(key: string, place: ParentNode): boolean {
  const control = place.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`)
  if (!control || control.matches(':disabled')) return false
  const toggles = control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')
  if (toggles || control instanceof HTMLButtonElement) control.click()
  else control.focus()
  return true
}

/**
 * Hears the keys of play (`PLAY_KEYS`): a single key does what the control does that announces it, Enter sends what is asked
 * for first, Escape leaves a field.
 * @param place where what can be done now stands, the most urgent first
 * @param letters whether single keys act: they can be turned off (WCAG 2.1.4)
 * @param onhelp opens the list of keys, where there is one
 */
export function hearPlayKey(
  event: KeyboardEvent,
  place: Element | undefined,
  { letters, onhelp }: { readonly letters: boolean; readonly onhelp?: () => void },
): void {
  const { key, target } = event
  if (key === 'Escape' && inField(event)) (target as HTMLInputElement).blur()
  // what is not shown now is not pressed either
  if (!place || place.getClientRects().length === 0 || !isForPage(event)) return
  const pressable = target instanceof Element && target.closest('a, button, summary, input, select') !== null
  if (key === PLAY_KEYS.help && onhelp) onhelp()
  else if (key === PLAY_KEYS.send && !pressable) place.querySelector('form')?.requestSubmit()
  else if (!letters || !pressShortcut(key, place)) return
  event.preventDefault()
}
