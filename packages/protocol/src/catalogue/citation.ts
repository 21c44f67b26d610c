import type { Locale } from './wording.ts'

/** The steps of §3.10.7 as an RFC counts them, in Chinese. */
const ORDINALS: Readonly<Record<string, string>> = {
  first: '第一步',
  second: '第二步',
  third: '第三步',
  fourth: '第四步',
  fifth: '第五步',
  sixth: '第六步',
  seventh: '第七步',
  eighth: '第八步',
}

/** What stands beside a section's number in words of its own. */
const PHRASES: Readonly<Record<string, string>> = {
  'TIME-WAIT: acknowledge it, restart 2 MSL': 'TIME-WAIT：确认它，并重新开始 2MSL 计时',
  'arithmetic modulo 2**32': '按 2**32 取模的运算',
  'cumulative acknowledgment': '累积确认',
  'duplicate ACK can be ignored': '重复 ACK 可以忽略',
  'fifth step: if the ACK bit is off, drop': '第五步：没有 ACK 标志就丢弃',
  'text after Figure 6: we would wind up ACKing ACKs': '图 6 之后的说明：否则就要对 ACK 再发 ACK',
  'trim to the window': '裁剪到窗口之内',
}

/**
 * A rule's section as it is shown: `RFC 9293 3.10.7.4 (fifth step)` is `RFC 9293 §3.10.7.4 (fifth step)`, in Chinese
 * `RFC 9293 §3.10.7.4（第五步）`.
 */
export function formatCitation(citation: string, locale: Locale): string {
  const shown = citation.replace(/^(RFC \d+) (?=[A-Z\d])/, '$1 §')
  if (locale === 'en') return shown
  const [, section = shown, beside = ''] = /^(.*?) \((.*)\)$/.exec(shown) ?? []
  const figures = section
    .replace(/Figures? (\d+)(?: and (\d+))?/, (_, one, two) => `图 ${one}${two === undefined ? '' : ` 和图 ${two}`}`)
    .replace(/ line (\d+)/, '第 $1 行')
    .replace(/Table (\d+)/, '表 $1')
    .replace(/Case (\d+)/, '情形 $1')
  return beside === '' ? figures : `${figures}（${inChinese(beside)}）`
}

const inChinese = (words: string): string =>
  PHRASES[words] ??
  words
    .replace(/ step/g, '')
    .replace(/ and /g, '、')
    .replace(/, /g, '，')
    .replace(/Table (\d+)/, '表 $1')
    .replace(/\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth)\b/g, (word) => ORDINALS[word] ?? word)
