import type { Locale } from '@woshou/session'
import type { NotPlayable } from './observe/scenario-from-conversation.ts'
import type { ProblemCode } from './problem.ts'
import type { CaptureErrorCode } from './read/raw-packet.ts'

type Words<Id extends string> = Readonly<Record<Id, Readonly<Record<Locale, string>>>>

/** Why a file cannot be read. */
export const CAPTURE_ERROR_SENTENCES: Words<CaptureErrorCode> = {
  empty: { en: 'The file is empty.', 'zh-CN': '文件是空的。' },
  'too-large': {
    en: 'The file is larger than 256 MB. Cut out the connection you need, in Wireshark or with editcap.',
    'zh-CN': '文件超过 256 MB。请先用 Wireshark 或 editcap 截取所需的连接。',
  },
  compressed: { en: 'The file is compressed. Unpack it first.', 'zh-CN': '文件经过压缩，请先解压。' },
  'unknown-format': {
    en: 'This is neither a pcap nor a pcapng file.',
    'zh-CN': '这既不是 pcap 文件，也不是 pcapng 文件。',
  },
  damaged: { en: 'The file is damaged at its very beginning.', 'zh-CN': '文件开头已损坏。' },
}

/** What was wrong with parts of a file that could be read otherwise. */
export const PROBLEM_SENTENCES: Words<ProblemCode> = {
  'ends-early': {
    en: 'The file ends in the middle of a packet; what came before has been read.',
    'zh-CN': '文件在一个分组的中间结束，此前的内容均已读取。',
  },
  'damaged-block': {
    en: 'The file is damaged from here on; what came before has been read.',
    'zh-CN': '文件从此处开始损坏，此前的内容均已读取。',
  },
  'unknown-interface': {
    en: 'The packet names an interface that the file does not describe.',
    'zh-CN': '分组所属的接口在文件中没有描述。',
  },
  'unsupported-link': {
    en: 'Its link type is not read here; Ethernet, Linux “any”, loopback and raw IP are. Capture at such an interface.',
    'zh-CN': '不支持这种链路类型。请在以太网、Linux 的 any、回环或原始 IP 接口上抓包。',
  },
  tunnel: {
    en: 'It is inside a tunnel (PPPoE, MPLS, GRE, ERSPAN, NSH, VXLAN, GTP, or IP in IP), and tunnels are not opened. Capture at the tunnel’s own interface.',
    'zh-CN':
      '它封装在隧道（PPPoE、MPLS、GRE、ERSPAN、NSH、VXLAN、GTP 或 IP in IP）里，这里不解隧道。请在隧道自己的接口上抓包。',
  },
  'damaged-header': {
    en: 'Its IP or TCP header contradicts itself.',
    'zh-CN': 'IP 或 TCP 首部自相矛盾。',
  },
  'cut-header': { en: 'It was captured too short for its headers.', 'zh-CN': '抓取长度不足，首部不完整。' },
  fragment: { en: 'It is an IP fragment; fragments are left out.', 'zh-CN': '这是 IP 分片，分片已略去。' },
  'cut-text': {
    en: 'It was captured too short: the length of its text is known, the bytes are not.',
    'zh-CN': '抓取长度不足：数据的长度已知，内容未知。',
  },
  'no-time': { en: 'The packet has no time, or an impossible one.', 'zh-CN': '分组没有时间戳，或时间戳不可能成立。' },
  'no-tcp': {
    en: 'No TCP could be read from this file. Capture again while a connection is opened and closed.',
    'zh-CN': '没能从文件中读出 TCP 报文段。请在连接建立和关闭期间重新抓包。',
  },
  'too-many-packets': {
    en: 'The file has more than a million packets; the rest is left out.',
    'zh-CN': '文件超过一百万个分组，其余部分已略去。',
  },
  'too-many-connections': {
    en: 'There are more than 10,000 pairs of addresses and ports; the rest is left out.',
    'zh-CN': '地址与端口的组合超过一万对，其余部分已略去。',
  },
  'connection-too-long': {
    en: 'A connection is longer than is shown here; its end is left out.',
    'zh-CN': '有的连接过长，其末尾部分已略去。',
  },
  'text-left-out': {
    en: 'There is too much text to keep; from here on only its lengths are.',
    'zh-CN': '数据过多，从此处开始只保留长度。',
  },
}

/** Why a conversation cannot be played. */
export const NOT_PLAYABLE_SENTENCES: Words<NotPlayable> = {
  'begins-in-the-middle': {
    en: 'The capture begins after the handshake, so there is nothing to open.',
    'zh-CN': '抓包开始于握手之后，无法从建立连接演练。',
  },
  'never-answered': { en: 'Only one end was ever heard.', 'zh-CN': '只捕获到其中一端的报文段。' },
  'too-long': { en: 'It is longer than people can play.', 'zh-CN': '这次通信过长，不适合人工演练。' },
  'not-playable': {
    en: 'What the applications wanted cannot be told well enough to play it.',
    'zh-CN': '无法充分推断应用的请求，因而不能演练。',
  },
}
