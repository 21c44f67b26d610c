/** Px; what is read by itself, or from the back of a room, is nowhere smaller. */
const SMALLEST_AFAR = 14

/**
 * The size of a ladder's letters on a sheet of a width, both px. Beside what one works with it gives way to it; read from
 * afar it grows as the screen does, so that a projected one shows as many letters as a laptop, and larger ones.
 */
export const fontSizeOf = (width: number, afar: boolean): number =>
  afar ? Math.min(Math.max(SMALLEST_AFAR, 4.5 + width * 0.0155), 40) : Math.min(Math.max(11, 8.2 + width * 0.0068), 22)
