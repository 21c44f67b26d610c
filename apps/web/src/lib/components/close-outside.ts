/** Lets a press outside a dialog close it, as `closedby="any"` does, which WebKit does not know. */
export function closeOutside(dialog: HTMLDialogElement): () => void {
  const outside = ({ clientX, clientY, target }: MouseEvent) => {
    const { bottom, left, right, top } = dialog.getBoundingClientRect()
    return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom)
  }
  // begun outside as well: whoever marks text in it and lets go beside it means to stay
  let begun = false
  const press = (event: MouseEvent) => {
    begun = outside(event)
  }
  const release = (event: MouseEvent) => {
    if (begun && outside(event)) dialog.close()
  }
  dialog.addEventListener('mousedown', press)
  dialog.addEventListener('click', release)
  return () => {
    dialog.removeEventListener('mousedown', press)
    dialog.removeEventListener('click', release)
  }
}
