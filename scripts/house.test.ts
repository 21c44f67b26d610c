import { describe, expect, it } from 'vitest'
import { documented, drawn, house } from './house.ts'

describe('the house', () => {
  it.each(house().map(({ circle, folder }) => [folder, circle] as const))(
    '%s has no rooms in a circle',
    (_, circle) => {
      expect(circle).toEqual([])
    },
  )

  it('stands on the packages below it: nothing is imported from above', () => {
    const order = house().map(({ folder }) => folder)
    for (const { below, folder } of house())
      for (const one of below) expect(order.indexOf(one), `${folder} → ${one}`).toBeLessThan(order.indexOf(folder))
  })

  it('is drawn in ARCHITECTURE.md as its imports have it (npm run house -- --write draws it anew)', () => {
    expect(documented()).toBe(drawn())
  })
})
