/**
 * Where an on-screen keyboard covers the page without shrinking it (iOS), tells the style sheet what is left:
 * `--keyboard`, what is covered at the bottom, and `--visible-top`, what has scrolled out above; both in px. A
 * field in which somebody types stays in sight when the room changes. Gives what ends it.
 */
export function followVisibleArea(): () => void {
  const { visualViewport: area } = window
  const { style } = document.documentElement
  const showField = () => {
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.scrollIntoView({ block: 'nearest' })
  }
  // the window's new size first, and then what the page makes of it: the ladder gives way, and all below it moves
  const settling = new ResizeObserver(showField)
  settling.observe(document.body)
  addEventListener('resize', showField)
  const end = () => {
    settling.disconnect()
    removeEventListener('resize', showField)
  }
  if (!area) return end
  const tell = () => {
    // zoomed in by two fingers: the reader looks at a part, and nothing is covered
    const zoomed = area.scale > 1.01
    const covered = zoomed ? 0 : Math.max(0, innerHeight - area.height - area.offsetTop)
    style.setProperty('--keyboard', `${Math.round(covered)}px`)
    style.setProperty('--visible-top', `${zoomed ? 0 : Math.round(area.offsetTop)}px`)
  }
  tell()
  area.addEventListener('resize', tell)
  area.addEventListener('resize', showField)
  area.addEventListener('scroll', tell)
  return () => {
    end()
    area.removeEventListener('resize', tell)
    area.removeEventListener('resize', showField)
    area.removeEventListener('scroll', tell)
    style.removeProperty('--keyboard')
    style.removeProperty('--visible-top')
  }
}
