/**
 * Whether a key was meant for the page rather than for a field, a dialog or the browser.
 * A check box or radio button takes no letters, so it leaves them to the page.
 */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false
  return !inField(event) && document.querySelector('dialog[open]') === null
}

/** Whether somebody types into a field. */
export function inField({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio'
}

/**
 * Does what the control within `place` does that announces this key (`aria-keyshortcuts`): a button or toggle is pressed, a
 * field takes the focus. What is announced and what is heard are one thing so.
 * @returns whether there was one
 */
export function pressShortcut(key: string, place: ParentNode | undefined): boolean {
  const control = place?.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`)
  if (!control || control.matches(':disabled')) return false
  const toggles = control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')
  if (toggles || control instanceof HTMLButtonElement) control.click()
  else control.focus()
  return true
}
