/** Tiles in two sizes: where all of them fit in sight there is room for more words. px, without the gap. */
const SIZES = {
  roomy: { width: 148, height: 92 },
  close: { width: 92, height: 70 },
} as const
export type TileSize = keyof typeof SIZES
export const TILE_GAP = 4

export interface GridLayout {
  readonly size: TileSize
  readonly columns: number
  /** px; that of every row. */
  readonly height: number
}

/**
 * How so many tiles are laid out: the larger ones while they need no scrolling.
 * @param box what they have, px; a page that scrolls as a whole has no height that matters, `Infinity`
 */
export function gridLayout(tiles: number, box: { readonly width: number; readonly height: number }): GridLayout {
  const layout = (size: TileSize): GridLayout => {
    const { height, width } = SIZES[size]
    return { size, columns: Math.max(1, Math.floor((box.width + TILE_GAP) / (width + TILE_GAP))), height }
  }
  const roomy = layout('roomy')
  const rows = Math.ceil(tiles / roomy.columns)
  return rows * (roomy.height + TILE_GAP) - TILE_GAP <= box.height ? roomy : layout('close')
}

/** Where an arrow key leads in a grid of so many tiles; null: it leads nowhere. */
export function steppedTo(key: string, from: number, tiles: number, columns: number): number | null {
  const to = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: 0,
    End: tiles - 1,
  }[key]
  return to === undefined || to < 0 || to >= tiles ? null : to
}
