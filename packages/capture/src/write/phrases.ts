import type { Locale, Role } from '@woshou/session'

/** The few words of an exported capture that the catalogue does not have. */
export interface Phrases {
  readonly end: Readonly<Record<Role, string>>
  readonly said: (end: string, what: string) => string
  /** A wrong segment that did not leave. */
  readonly withheld: (segment: string, why: string) => string
  readonly lost: (segment: string) => string
  readonly lostHere: string
  readonly changed: (from: string, to: string, because: string) => string
  readonly expired: (timer: string) => string
  readonly sentences: (...parts: readonly string[]) => string
  readonly worked: (how: string) => string
  readonly section: (section: string) => string
  readonly card: (end: string) => string
  readonly session: (parts: { title: string; end: string; pace: number; level: string }) => string
  readonly numbers: string
}

const joined = (separator: string, parts: readonly string[]) => parts.filter((part) => part !== '').join(separator)

export const PHRASES: Readonly<Record<Locale, Phrases>> = {
  en: {
    end: { client: 'Client', server: 'Server' },
    said: (end, what) => `${end}: ${what}`,
    withheld: (segment, why) => `${segment} was held back. ${why}`,
    lost: (segment) => `${segment} was lost on the way and is not in this capture.`,
    lostHere: 'This segment was lost on the way.',
    changed: (from, to, because) => (because === '' ? `${from} → ${to}.` : `${from} → ${to}, ${because}.`),
    expired: (timer) => `the ${timer} ran out.`,
    sentences: (...parts) => joined(' ', parts),
    worked: (how) => `${how}.`,
    section: (section) => `(${section})`,
    card: (end) => `The network card of the ${end.toLowerCase()}`,
    session: ({ end, level, pace, title }) =>
      `A Woshou session, “${title}”, as seen at the network card of the ${end.toLowerCase()}. Pace ${pace}, level ${level}.`,
    numbers: 'Numbers in comments are relative to the initial sequence numbers, as Wireshark shows them.',
  },
  'zh-CN': {
    end: { client: '客户端', server: '服务器' },
    said: (end, what) => `${end}：${what}`,
    withheld: (segment, why) => `${segment} 没有发出。${why}`,
    lost: (segment) => `${segment} 在途中丢失，不在本抓包文件中。`,
    lostHere: '此报文段在途中丢失。',
    changed: (from, to, because) => (because === '' ? `${from} → ${to}。` : `${from} → ${to}，${because}。`),
    expired: (timer) => `${timer}到时。`,
    sentences: (...parts) => joined('', parts),
    worked: (how) => `${how}。`,
    section: (section) => `（${section}）`,
    card: (end) => `${end}的网卡`,
    session: ({ end, level, pace, title }) =>
      `握手（Woshou）练习“${title}”，在${end}的网卡上所见。速度 ${pace}，级别 ${level}。`,
    numbers: '注释中的序号均为相对于初始序号的值，与 Wireshark 的显示一致。',
  },
}
