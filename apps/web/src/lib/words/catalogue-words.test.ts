import { expect, test } from 'vitest'
import { sectionLink } from './catalogue-words.ts'

test.each([
  ['3.10.7.4', 'https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.4'],
  ['RFC 5961 3.2', 'https://www.rfc-editor.org/rfc/rfc5961#section-3.2'],
])('section %s is found at %s', (section, href) => {
  expect(sectionLink(section)).toBe(href)
})
