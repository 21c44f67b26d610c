import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STATE_SENTENCES, VARIABLE_SENTENCES, WORDINGS } from '@woshou/protocol/catalogue'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../../..')

/** One Chinese word for each thing: what is not said, and what is said instead. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/监听者|监听端|侦听/, '监听方'],
  [/(?<![\dA-Za-z] ?)2 MSL(?! 计)/, '2MSL'],
  [/加 1(?!\d)/, '加一'],
  [/公告|宣告|宣布/, '通告'],
  [/期待/, '期望'],
  [/最大生存时间|最大报文段寿命/, '最长报文段寿命'],
  [/同伴/, '搭档'],
  [/席位/, '座位'],
  [/班级|加课码|课堂代码|班码/, '课堂、课堂码'],
  [/返回码|归位码/, '找回码'],
  [/序列号/, '序号'],
  [/会话|这个连接已经(结束|太长)|一次连接"/, '练习'],
  [/一个幽灵|亲口证实|小小的|回敬|扣留|为双方结束|中间传输数据|半开/, 'what a Chinese teacher would say'],
]

/** Where Chinese is written: what the protocol says, what a session teaches, what captures and the pages say, and the docs. */
const PLACES = [
  'packages/protocol/src',
  'packages/session/src',
  'packages/capture/src',
  'apps/web/src',
  'apps/server/src',
  'docs',
]

const HAN = /\p{Script=Han}/u
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

const written = PLACES.flatMap((place) =>
  readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .map((name) => `${place}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(ts|svelte|json|md)$/.test(name) && !/\.test\.ts$|\/paraglide\/|\/testing\//.test(name)),
)
const files = ['apps/web/messages/zh-CN.json', ...written.filter((file) => HAN.test(read(file)))]

/** The lines with Chinese in them, of which the Chinese. */
const chinese = (file: string): readonly string[] =>
  read(file)
    .split('\n')
    .filter((line) => HAN.test(line))
    .map((line) => line.replace(/\ben: '[^']*'/g, ''))

test('the places are those where Chinese is written', () => {
  for (const file of [
    'docs/privacy.zh-CN.md',
    'packages/capture/src/wording.ts',
    'packages/session/src/drill/setup.ts',
  ])
    expect(files).toContain(file)
  expect(files.length).toBeGreaterThan(60)
})

test.each(files)('%s says one word for one thing', (file) => {
  const said = chinese(file).flatMap((line) =>
    INSTEAD.filter(([word]) => word.test(line)).map(([word, instead]) => `${instead} is said for ${word}: ${line}`),
  )
  expect(said).toEqual([])
})

/** Where people hear of the other end as TCP's, not as somebody. */
const speaksOfTcp = (file: string): boolean =>
  /^packages\/(protocol|capture)|^packages\/session\/src\/(scenarios|interview|drill)/.test(file)

test('TCP’s other end is 对端 wherever the protocol speaks', () => {
  for (const file of files.filter(speaksOfTcp))
    expect(
      chinese(file).filter((line) => line.includes('对方')),
      file,
    ).toEqual([])
})

describe('what is abbreviated is introduced', () => {
  const words = JSON.parse(read('apps/web/messages/zh-CN.json')) as Record<string, string>

  test('TCB and MSL where the play page first shows them', () => {
    expect(words.tcb_title).toContain('传输控制块（TCB）')
    expect(words.state_time_wait).toMatch(/2MSL（.*最长报文段寿命.*MSL/)
    expect(STATE_SENTENCES['TIME-WAIT']['zh-CN']).toMatch(/2MSL（.*最长报文段寿命.*MSL/)
    expect(VARIABLE_SENTENCES['SND.WND']['zh-CN']).toMatch(/^发送窗口/)
    expect(VARIABLE_SENTENCES['RCV.WND']['zh-CN']).toMatch(/^接收窗口/)
  })

  test('MSL by each scenario and each question that speaks of it, and by the rule about it', () => {
    const pages = files.filter((file) => /src\/(scenarios|interview)\/.*\.json$/.test(file))
    const speaking = pages.filter((file) => chinese(file).some((line) => line.includes('MSL')))
    expect(speaking.length).toBeGreaterThan(3)
    for (const file of speaking) expect(chinese(file).join(), file).toContain('最长报文段寿命')
    expect(WORDINGS['time-wait-left-early']['zh-CN'].lesson).toContain('MSL 是最长报文段寿命')
  })

  test('text as data, which is what students say, in fields, states, and the rules about it', () => {
    const english = JSON.parse(read('apps/web/messages/en.json')) as Record<string, string>
    for (const said of [
      english.play_length,
      STATE_SENTENCES.ESTABLISHED.en,
      WORDINGS['application-gave-no-text'].en.title,
      WORDINGS['text-before-fin'].en.title,
      WORDINGS['data-after-own-fin'].en.title,
    ])
      expect(said).toMatch(/text \(data\)/i)
  })
})

/** What a capture's page says, in both languages: all but what asks its reader to choose, to cut out or to play. */
const OF_CAPTURES = (['en', 'zh-CN'] as const).flatMap((locale) =>
  Object.entries(
    JSON.parse(readFileSync(join(ROOT, `apps/web/messages/${locale}.json`), 'utf8')) as Record<string, string>,
  ).filter(([key]) => key.startsWith('capture_') && key !== 'capture_play' && key !== 'capture_failed_remedy'),
)

test('a stack in a capture has a name: nobody says “you” to it', () => {
  expect(OF_CAPTURES.length).toBeGreaterThan(80)
  for (const [key, text] of OF_CAPTURES) expect(text, key).not.toMatch(/\byou(rs?|rself)?\b|你/i)
})
