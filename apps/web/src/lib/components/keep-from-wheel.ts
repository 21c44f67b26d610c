/** Keeps a number field from being changed by the wheel while it has the focus: a reader scrolls, and means no number. */
export function keepFromWheel(field: HTMLInputElement): () => void {
  const stop = (event: WheelEvent) => {
    if (document.activeElement === field) event.preventDefault()
  }
  field.addEventListener('wheel', stop, { passive: false })
  return () => field.removeEventListener('wheel', stop)
}
