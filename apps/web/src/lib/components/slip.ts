import { placeBeside } from './place-beside.ts'

/**
 * A popover that stands beside its button (`popovertarget`), within the window, and goes with it when the page scrolls:
 * by measuring, as CSS anchor positioning is missing in most phones of today. A link in it closes it. Where a browser
 * has no popovers at all, its button shows and hides it.
 */
export function slip(popover: HTMLElement): () => void {
  const { signal, abort } = controller()
  const native = typeof popover.showPopover === 'function'
  const button = () => document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(popover.id)}"]`)
  const isOpen = () => (native ? popover.matches(':popover-open') : !popover.hidden)

  function place() {
    const control = button()?.getBoundingClientRect()
    if (!control) return
    const { clientWidth: width } = document.documentElement
    const at = placeBeside(control, popover.getBoundingClientRect(), { width, height: innerHeight })
    popover.style.left = `${at.left}px`
    popover.style.top = `${at.top}px`
    if (native) return
    // outside the top layer, a box around it may be what it is placed in
    const is = popover.getBoundingClientRect()
    popover.style.left = `${2 * at.left - is.left}px`
    popover.style.top = `${2 * at.top - is.top}px`
  }

  /** What has gone out of sight takes its slip with it. */
  function follow() {
    if (!isOpen()) return
    const control = button()?.getBoundingClientRect()
    if (!control || control.bottom < 0 || control.top > innerHeight) hide()
    else place()
  }

  function hide() {
    if (native) popover.hidePopover()
    else popover.hidden = true
  }

  addEventListener('scroll', follow, { capture: true, passive: true, signal })
  addEventListener('resize', follow, { signal })
  popover.addEventListener('click', ({ target }) => target instanceof Element && target.closest('a') && hide(), {
    signal,
  })
  if (native) {
    popover.addEventListener(
      'beforetoggle',
      (event) => {
        if (event.newState !== 'open') return
        // laid out for a moment, and not painted: it has its place before it is first seen
        popover.style.display = 'block'
        place()
        popover.style.display = ''
      },
      { signal },
    )
    // what has been told to it since, and a box that is another one in the top layer
    popover.addEventListener('toggle', () => isOpen() && place(), { signal })
  } else {
    popover.hidden = true
    document.addEventListener(
      'click',
      ({ target }) => {
        const open = target instanceof Node && button()?.contains(target) ? popover.hidden : false
        if (!(target instanceof Node && popover.contains(target))) popover.hidden = !open
        if (open) place()
      },
      { signal },
    )
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide(), { signal })
  }
  return abort
}

function controller(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const aborting = new AbortController()
  return { signal: aborting.signal, abort: () => aborting.abort() }
}
