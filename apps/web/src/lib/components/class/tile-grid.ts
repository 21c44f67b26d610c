export type TileSize = 'roomy' | 'close'

/** The larger first: where all of them fit in sight there is room for more words. px, without the gap. */
const SIZES = [
  { size: 'roomy', width: 216, height: 92 },
  { size: 'roomy', width: 148, height: 92 },
  { size: 'close', width: 92, height: 70 },
] as const satisfies readonly { size: TileSize; width: number; height: number }[]
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
 * @param flat px, of tiles that say less than a pair's
 */
export function gridLayout(
  tiles: number,
  box: { readonly width: number; readonly height: number },
  flat?: number,
): GridLayout {
  const layouts = SIZES.map(({ height, size, width }): GridLayout => {
    const columns = Math.max(1, Math.floor((box.width + TILE_GAP) / (width + TILE_GAP)))
    return { size, columns, height: flat ?? height }
  })
  const fits = ({ columns, height }: GridLayout) =>
    Math.ceil(tiles / columns) * (height + TILE_GAP) - TILE_GAP <= box.height
  // where the page scrolls two in a row are better than one
  const beside = ({ columns }: GridLayout) => columns > 1
  return (
    layouts.find((one) => fits(one) && beside(one)) ??
    layouts.at(-1) ?? { size: 'close', columns: 1, height: flat ?? 70 }
  )
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
