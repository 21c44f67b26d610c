/** How much of a capture is read: what keeps memory and time bounded, whatever is in the file. */
export const LIMITS = {
  /** Bytes of a file that is looked at at all. */
  file: 256 * 1024 * 1024,
  /** Packets read from a file. */
  packets: 1_000_000,
  /** Bytes of one packet: Linux hands its cards up to 512 KB at a time (BIG TCP, GSO_MAX_SIZE), more than libpcap keeps. */
  packet: 1 << 20,
  /** Interfaces of one section. */
  interfaces: 4_096,
  /** Pairs of addresses and ports told apart. */
  pairs: 10_000,
  /** Segments kept of one pair. */
  segmentsOfPair: 5_000,
  /** Segments kept of all pairs together. */
  segments: 300_000,
  /** Bytes of text kept of all segments together; beyond it only lengths are. */
  text: 64 * 1024 * 1024,
} as const
