import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../../..')

/** One Chinese word for each thing: what is not said, and what is said instead. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/监听者|监听端|侦听/, '监听方'],
  [/(?<![\dA-Za-z] ?)2 MSL(?! 计)/, '2MSL'],
  [/加 1(?!\d)/, '加一'],
  [/公告|宣告/, '通告'],
  [/序列号/, '序号'],
  [/会话|这个连接已经(结束|太长)|一次连接"/, '练习'],
  [/一个幽灵|亲口证实|小小的|回敬|扣留|为双方结束|中间传输数据|半开/, 'what a Chinese teacher would say'],
]

const PLACES = ['packages/protocol/src/catalogue', 'packages/session/src/scenarios', 'packages/session/src/interview']

const files = [
  'apps/web/messages/zh-CN.json',
  ...PLACES.flatMap((place) =>
    readdirSync(join(ROOT, place))
      .filter((name) => /\.(ts|json)$/.test(name) && !name.endsWith('.test.ts'))
      .map((name) => `${place}/${name}`),
  ),
]

/** The lines with Chinese in them, of which the Chinese. */
const chinese = (file: string): readonly string[] =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => /\p{Script=Han}/u.test(line))
    .map((line) => line.replace(/\ben: '[^']*'/g, ''))

test.each(files)('%s says one word for one thing', (file) => {
  for (const line of chinese(file))
    for (const [word, instead] of INSTEAD) expect(line, `${instead} is said for ${word}`).not.toMatch(word)
})

test('TCP’s other end is 对端 wherever the protocol speaks', () => {
  for (const file of files.filter((one) => !one.endsWith('zh-CN.json')))
    for (const line of chinese(file)) expect(line).not.toContain('对方')
})
