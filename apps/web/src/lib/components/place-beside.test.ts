import { describe, expect, test } from 'vitest'
import { placeBeside } from './place-beside.ts'

const window = { width: 360, height: 640 }
const slip = { width: 200, height: 120 }
const control = (left: number, top: number) => ({ left, top, width: 60, height: 30 })

describe('a slip beside the control that opened it', () => {
  test('stands beneath it, right edges aligned', () => {
    expect(placeBeside(control(280, 10), slip, window)).toEqual({ left: 140, top: 46 })
  })

  test('aligns the left edges where it would leave the window', () => {
    expect(placeBeside(control(20, 10), slip, window)).toEqual({ left: 20, top: 46 })
  })

  test('stands above where there is no room beneath', () => {
    expect(placeBeside(control(280, 560), slip, window)).toEqual({ left: 140, top: 434 })
  })

  test('stays within a window that is too small for either', () => {
    expect(placeBeside(control(150, 60), { width: 340, height: 120 }, { width: 360, height: 160 })).toEqual({
      left: 12,
      top: 32,
    })
    expect(placeBeside(control(100, 60), { width: 400, height: 300 }, { width: 360, height: 160 })).toEqual({
      left: 8,
      top: 8,
    })
  })
})
