import { expect, onTestFinished, test } from 'vitest'
import styles from './app.css?inline'

test('Chinese is written in what a device has of its own, and in ours where it has nothing', () => {
  // for this test alone: files share their page, and the others' components stand in it without the app's styles
  const sheet = document.createElement('style')
  sheet.textContent = styles
  document.head.append(sheet)
  onTestFinished(() => sheet.remove())
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
