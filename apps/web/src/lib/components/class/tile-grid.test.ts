import { describe, expect, test } from 'vitest'
import { gridLayout, steppedTo, TILE_GAP } from './tile-grid.ts'

describe('the grid of tiles', () => {
  const rows = (tiles: number, columns: number) => Math.ceil(tiles / columns)

  test('has sixty in sight on a laptop of 1366 × 768, beside its counts and the chosen pair', () => {
    const box = { width: 782, height: 600 }
    const { columns, height, size } = gridLayout(60, box)
    expect(size).toBe('close')
    expect(rows(60, columns) * (height + TILE_GAP) - TILE_GAP).toBeLessThanOrEqual(box.height)
  })

  test('has larger tiles while all of them are in sight, and where the whole page scrolls', () => {
    expect(gridLayout(15, { width: 782, height: 600 }).size).toBe('roomy')
    expect(gridLayout(500, { width: 328, height: Number.POSITIVE_INFINITY })).toMatchObject({
      size: 'roomy',
      columns: 2,
    })
    expect(gridLayout(500, { width: 1500, height: 800 }).size).toBe('close')
    expect(gridLayout(3, { width: 60, height: 800 }).columns).toBe(1)
    // sixty names, which are flatter, fit where as many pairs do not
    expect(gridLayout(60, { width: 782, height: 600 }, 40)).toEqual({ size: 'roomy', columns: 5, height: 40 })
  })

  test('is walked by arrow keys, and left by none', () => {
    expect(steppedTo('ArrowRight', 0, 10, 4)).toBe(1)
    expect(steppedTo('ArrowDown', 2, 10, 4)).toBe(6)
    expect(steppedTo('ArrowUp', 6, 10, 4)).toBe(2)
    expect(steppedTo('End', 2, 10, 4)).toBe(9)
    expect(steppedTo('Home', 2, 10, 4)).toBe(0)
    for (const [key, from] of [
      ['ArrowDown', 8],
      ['ArrowUp', 3],
      ['ArrowLeft', 0],
      ['ArrowRight', 9],
      ['a', 3],
    ] as const)
      expect(steppedTo(key, from, 10, 4)).toBeNull()
  })
})
