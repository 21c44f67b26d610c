import { expect, test } from 'vitest'
import './app.css'

test('Chinese is written in what a device has of its own, and in ours where it has nothing', () => {
  const families = getComputedStyle(document.body)
    .fontFamily.split(',')
    .map((family) => family.trim().replaceAll('"', ''))
  const ours = families.indexOf('Noto Sans SC Variable')
  // of Apple, of Windows, of a Linux
  for (const own of ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC']) {
    expect(families).toContain(own)
    expect(families.indexOf(own)).toBeLessThan(ours)
  }
  expect(families.slice(ours + 1)).toEqual(['system-ui', 'sans-serif'])
})
