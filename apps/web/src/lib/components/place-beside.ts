/** A box in the window, px from its top left. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Px between a control and its slip, and between a slip and the window's edge. */
const GAP = 6
const EDGE = 8

/**
 * Where a slip of a size stands beside the control that opened it: beneath it, or above it where there is no room, their
 * right edges aligned, or the left ones; within the window in any case. Px from the window's top left.
 */
export function placeBeside(
  control: Box,
  slip: Pick<Box, 'width' | 'height'>,
  window: Pick<Box, 'width' | 'height'>,
): { readonly left: number; readonly top: number } {
  const within = (at: number, size: number, room: number) => Math.max(EDGE, Math.min(at, room - EDGE - size))
  const right = control.left + control.width - slip.width
  const below = control.top + control.height + GAP
  const above = control.top - GAP - slip.height
  const fits = below + slip.height <= window.height - EDGE
  return {
    left: within(right >= EDGE ? right : control.left, slip.width, window.width),
    top: within(fits || above < EDGE ? below : above, slip.height, window.height),
  }
}
