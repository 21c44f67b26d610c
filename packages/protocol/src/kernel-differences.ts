/** A point at which Linux 6.18 and RFC 9293 differ, and what the engine does about it. */
export interface KernelDifference {
  readonly id: string
  readonly section: string
  readonly rfc: string
  readonly linux: string
  /**
   * `rfc`: the engine follows the RFC always.
   * `policy`: the engine follows the RFC, and Linux where `policy.likeLinux` is set, as the conformance command does.
   * `freedom`: the RFCs allow both, so the judge accepts both.
   */
  readonly engine: 'rfc' | 'policy' | 'freedom'
  /** What it does to debts: one that the RFC gives stays unpaid, or an ACK leaves that nothing is owed. */
  readonly debts?: 'unpaid' | 'unowed'
}

/** Every such point that is known, in one place: recorded exchanges show no other, in states, numbers or debts. */
export const KERNEL_DIFFERENCES: readonly KernelDifference[] = [
  {
    id: 'another-syn-in-syn-received',
    section: '3.10.7.4, fourth step',
    rfc: 'A SYN in the window returns a passive SYN-RECEIVED to LISTEN, silently.',
    linux:
      'Answers it with RST,ACK before it drops the request; it would take a copy of the SYN only with its old number.',
    engine: 'policy',
  },
  {
    id: 'text-over-the-fin',
    section: '3.10.7.4, seventh step',
    rfc: 'After the peer’s FIN the text of a segment is ignored.',
    linux: 'Resets the connection when text begins below the number after the FIN and ends above it.',
    engine: 'policy',
  },
  {
    id: 'text-on-syn',
    section: '3.10.7.2, 3.10.7.3',
    rfc: 'Text and FIN that come with a SYN are kept and processed once the connection is established.',
    linux: 'Leaves them for the peer to send again, and drops SYN,FIN in LISTEN.',
    engine: 'policy',
  },
  {
    id: 'old-segment-with-new-ack',
    section: '3.10.7.4, first step',
    rfc: 'A segment that lies wholly before the window is dropped, its acknowledgement with it.',
    linux: 'Uses the acknowledgement when the segment ends no lower than the number last acknowledged.',
    engine: 'policy',
  },
  {
    id: 'reset-with-the-number-of-the-fin',
    section: '3.10.7.4, first and second step; RFC 5961 3',
    rfc: 'A RST below the window is ignored.',
    linux: 'After the peer’s FIN it also takes a RST that has the FIN’s own number.',
    engine: 'policy',
  },
  {
    id: 'reset-behind-what-is-kept-early',
    section: '3.10.7.4, second step; RFC 5961 3',
    rfc: 'Only a RST at exactly RCV.NXT resets.',
    linux: 'With SACK also one that directly follows the last text it keeps beyond a gap.',
    engine: 'policy',
  },
  {
    id: 'text-beyond-the-window',
    section: '3.10.7.4, first step',
    rfc: 'What lies beyond the window is cut off, and the rest is taken.',
    linux:
      'Refuses the segment as a whole while other text waits to be read, and takes it as a whole when none does. The conformance command reckons with it.',
    engine: 'policy',
  },
  {
    id: 'reset-at-the-end-of-the-window',
    section: '3.10.7.4, first and second step; RFC 5961 3',
    rfc: 'A RST at the first number after the window is ignored.',
    linux: 'Counts that number as inside.',
    engine: 'policy',
  },
  {
    id: 'timestamp-of-one-tick-ago',
    section: 'RFC 7323 5.3, R1',
    rfc: 'A timestamp older than TS.Recent is refused.',
    linux: 'Allows one tick.',
    engine: 'policy',
  },
  {
    id: 'fin-wait-2-after-close',
    section: '3.10.7.4; RFC 5961 3 and 4',
    rfc: 'FIN-WAIT-2 challenges a RST or SYN in the window that is not exact.',
    linux:
      'After close() it keeps a lesser socket: it looks at no acknowledgement, any RST in the window ends it, a SYN makes it reset, and what lies outside the window is acknowledged, a RST too.',
    engine: 'policy',
    debts: 'unowed',
  },
  {
    id: 'simultaneous-open-with-ack-of-isn',
    section: '3.10.7.4, fifth step',
    rfc: 'SYN-RECEIVED is left by SND.UNA < SEG.ACK =< SND.NXT only.',
    linux:
      'In a simultaneous open it enters ESTABLISHED on SEG.ACK = SND.UNA too, which leaves its SYN unacknowledged.',
    engine: 'policy',
  },
  {
    id: 'syn-fin-in-time-wait',
    section: '3.6.1, MAY-2',
    rfc: 'A SYN with a higher number may reopen the connection; a FIN on it would be queued.',
    linux: 'Gives up TIME-WAIT for a SYN,FIN, which its listener then drops.',
    engine: 'policy',
  },
  {
    id: 'close-with-text-waiting',
    section: '3.10.4',
    rfc: 'CLOSE enters FIN-WAIT-1 (or LAST-ACK) though its FIN waits behind text.',
    linux: 'Does so. The engine shows the state of what has been sent: it changes with the FIN.',
    engine: 'policy',
  },
  {
    id: 'abort-while-closing',
    section: '3.10.5',
    rfc: 'ABORT in CLOSING and LAST-ACK deletes the TCB without a RST.',
    linux: 'Sends a RST when text or its FIN still waits to be sent.',
    engine: 'policy',
  },
  {
    id: 'repetition-before-arrival-is-taken',
    section: '3.8.1',
    rfc: 'A repetition carries the present acknowledgement.',
    linux:
      'Repeats while it looks at an arrival’s ACK, and so before it has taken the text or FIN of the same segment. Where that text then makes it reset, the repetition comes from an end that is CLOSED already, and is judged so.',
    engine: 'freedom',
  },
  {
    id: 'unacceptable-ack-in-syn-received',
    section: '3.5.2 group 2 against 3.10.7.4, first step',
    rfc: 'Group 2 resets an unacceptable ACK before the connection is synchronized; the first step would only acknowledge one that is outside the window as well.',
    linux: 'Resets it, for what a listener has accepted. So does the engine.',
    engine: 'freedom',
  },
  {
    id: 'synack-in-simultaneous-open',
    section: '3.5 Figure 7 against 3.10.7.4, first step',
    rfc: 'Figure 7 enters ESTABLISHED on a SYN,ACK whose number lies before the window.',
    linux: 'Does so too, and sends an ACK that the figure does not show. So does the engine.',
    engine: 'freedom',
  },
  {
    id: 'old-acknowledgements',
    section: 'RFC 5961 5 (MAY-12)',
    rfc: 'An ACK older than SND.UNA − MAX.SND.WND is challenged.',
    linux: 'Also one below everything that was ever acknowledged, which counts the SYN at an active opener only.',
    engine: 'policy',
  },
  {
    id: 'stale-ack-on-the-fast-path',
    section: 'RFC 5961 5 (MAY-12)',
    rfc: 'A segment whose ACK is too old is challenged and dropped, its text with it.',
    linux:
      'Takes the text all the same while its header prediction holds, which needs memory that the socket has at hand only while something else is queued. The conformance command reckons with it.',
    engine: 'policy',
  },
  {
    id: 'empty-probes',
    section: '3.8.4, 3.8.6.1',
    rfc: 'Keep-alive and zero-window probes may carry one byte, or none.',
    linux: 'Sends them empty, one below SND.NXT.',
    engine: 'freedom',
  },
  {
    id: 'numbers-in-a-shrunken-window',
    section: '3.8.6, MUST-34; 3.10.7.4',
    rfc: 'An ACK has SND.NXT as its number, though the peer may have taken back the window around it.',
    linux: 'Sends its ACKs and RSTs then with the last number inside, SND.UNA + SND.WND.',
    engine: 'freedom',
  },
  {
    id: 'challenge-rate',
    section: 'RFC 5961 7',
    rfc: 'Challenge ACKs should be limited.',
    linux: 'At most one in 500 ms and socket. A debt that is not paid is no mistake.',
    engine: 'freedom',
    debts: 'unpaid',
  },
  {
    id: 'merged-retransmissions',
    section: '3.8.1',
    rfc: 'What is sent again may be cut differently.',
    linux: 'Merges segments, and a FIN with text.',
    engine: 'freedom',
  },
  {
    id: 'time-wait-length',
    section: '3.6.1, 3.10.7.4',
    rfc: 'TIME-WAIT lasts 2 MSL.',
    linux: 'Lasts 60 s; FIN-WAIT-2 after close() as long as tcp_fin_timeout says.',
    engine: 'freedom',
  },
  {
    id: 'delayed-acknowledgements',
    section: '3.8.6.3 (MUST-40, SHLD-18)',
    rfc: 'The acknowledgement of text may wait at most 500 ms, and not for a third segment.',
    linux: 'Waits 40 to 200 ms, with that of a FIN too; a record may end before.',
    engine: 'freedom',
    debts: 'unpaid',
  },
  {
    id: 'unacceptable-without-ack',
    section: '3.10.7.4, first step',
    rfc: 'A segment outside the window is acknowledged whether it has ACK or not.',
    linux: 'Drops what has neither ACK nor SYN nor RST before it looks at the number.',
    engine: 'freedom',
    debts: 'unpaid',
  },
  {
    id: 'old-ack-by-its-timestamp',
    section: 'RFC 7323 5.3, R1',
    rfc: 'What its timestamp shows to be old is acknowledged and dropped.',
    linux: 'Drops a pure ACK of that kind without a word: they overtake each other often.',
    engine: 'freedom',
    debts: 'unpaid',
  },
  {
    id: 'time-wait-without-ack',
    section: '3.10.7.4, fifth step',
    rfc: 'What is acceptable and has no ACK is dropped.',
    linux:
      'Acknowledges in TIME-WAIT everything but a RST and an empty segment at exactly RCV.NXT, with ACK or without.',
    engine: 'freedom',
    debts: 'unowed',
  },
  {
    id: 'time-wait-looks-at-no-ack',
    section: '3.10.7.4, second and fifth step; RFC 5961 3 and 5',
    rfc: 'An ACK that is too old, and a RST in the window that is not exact, are challenged.',
    linux: 'Ignores both in TIME-WAIT.',
    engine: 'freedom',
    debts: 'unpaid',
  },
  {
    id: 'time-wait-and-reset',
    section: '3.10.7.4, second step; RFC 1337',
    rfc: 'A RST at exactly RCV.NXT ends TIME-WAIT.',
    linux:
      'Does so unless tcp_rfc1337 is set; then it starts TIME-WAIT again. The conformance command reckons with it.',
    engine: 'policy',
  },
  {
    id: 'syn-rst-below-the-window',
    section: '3.10.7.4, first step',
    rfc: 'A RST that lies before the window is dropped.',
    linux: 'Challenges a SYN,RST that ends at RCV.NXT, since it counts what ends there as inside.',
    engine: 'freedom',
    debts: 'unowed',
  },
  {
    id: 'each-debt-apart',
    section: '3.10.7.4; RFC 5961 3 to 5',
    rfc: 'One ACK settles all that waits to be acknowledged.',
    linux: 'Sends a challenge and the ACK that was delayed before it one after the other.',
    engine: 'freedom',
    debts: 'unowed',
  },
  {
    id: 'smaller-window-of-the-same-numbers',
    section: '3.10.7.4, fifth step',
    rfc: 'A segment with the SEQ and ACK of the last window update updates SND.WND again.',
    linux: 'Takes a larger window from it, or 0, and ignores one that is merely smaller.',
    engine: 'policy',
  },
  {
    id: 'new-text-before-arrival-is-taken',
    section: '3.8.1',
    rfc: 'New text carries the present acknowledgement.',
    linux:
      'While it recovers from a loss it may send new text, and a FIN with it, when it has looked at an arrival’s ACK, and not yet at its text or FIN (F-RTO, RFC 5682).',
    engine: 'freedom',
  },
  {
    id: 'segments-cut-by-the-card',
    section: '3.7.1 (MUST-16)',
    rfc: 'A segment’s text is at most the smaller of what the peer announced and what the path carries.',
    linux: 'Hands larger ones to its network card, which cuts them; a capture on the host shows them whole.',
    engine: 'policy',
  },
  {
    id: 'giving-up',
    section: '3.8.3 (MUST-20 to MUST-23)',
    rfc: 'R2 ends a connection: at least 100 s, for a SYN at least 3 minutes; the application can set it.',
    linux:
      'Counts: tcp_retries2 (15), tcp_syn_retries (6), tcp_synack_retries (5). The engine counts too (`policy.retries`, none by default); of a recorded end it learns from its call.',
    engine: 'freedom',
  },
  {
    id: 'syn-again-after-refusal',
    section: '3.10.7.3, first step; 3.10.8',
    rfc: 'A client that has refused a wrong SYN,ACK stays in SYN-SENT, and its SYN goes out again at its timeout.',
    linux: 'Sends the SYN again within 10 ms. In the engine it falls due with the RST, as Figures 8 and 9 draw it.',
    engine: 'freedom',
  },
  {
    id: 'isn-after-time-wait',
    section: '3.6.1, MAY-2; 3.4.1',
    rfc: 'A connection that reopens TIME-WAIT begins above the last number of the one before.',
    linux: 'Begins at SND.NXT + 65537. The judge accepts any that is above.',
    engine: 'freedom',
  },
  {
    id: 'missing-timestamps',
    section: 'RFC 7323 3.2',
    rfc: 'What arrives without the timestamps that were agreed on should be dropped silently.',
    linux: 'Takes it. So does the engine, and remarks on a segment that is sent so.',
    engine: 'freedom',
  },
  {
    id: 'repetitions-before-the-timeout',
    section: 'RFC 6298 5; RFC 5681 3.2; RFC 8985',
    rfc: 'Sent again is what the timer, or three duplicate ACKs, give for lost.',
    linux:
      'Goes by the time of what was acknowledged meanwhile, and probes the end of a flight early (RACK-TLP). Where timers can’t be seen the judge accepts it with a remark.',
    engine: 'freedom',
  },
  {
    id: 'proportional-rate-reduction',
    section: 'RFC 5681 3.2; RFC 6937 3',
    rfc: 'The third duplicate ACK makes cwnd ssthresh + 3 SMSS, each further one adds one; new text waits until half a flight has arrived.',
    linux:
      'Lets cwnd fall from what it was to ssthresh in proportion to what arrives, so that for every other duplicate ACK one new segment leaves. Both are at ssthresh when the recovery ends.',
    engine: 'rfc',
  },
  {
    id: 'appropriate-byte-counting',
    section: 'RFC 5681 3.1, equation 2; RFC 3465 2.2',
    rfc: 'In slow start an ACK adds one SMSS at most, however much it acknowledges.',
    linux: 'Adds as many segments as it acknowledges: a delayed ACK of two adds two.',
    engine: 'rfc',
  },
  {
    id: 'congestion-window-validation',
    section: 'RFC 5681 3.1; RFC 2861 3',
    rfc: 'Each ACK of new text adds to cwnd, used or not.',
    linux:
      'Lets cwnd grow only while it limits what is sent; in slow start up to twice what was on its way. After a pause it halves cwnd for each timeout that has passed, where §4.1 begins with the initial window at once.',
    engine: 'rfc',
  },
  {
    id: 'initial-window-after-a-lost-syn',
    section: 'RFC 5681 3.1',
    rfc: 'Where the SYN or the SYN,ACK was lost the initial window is one segment.',
    linux: 'Begins with one segment when it was lost twice, and with the whole initial window when it was lost once.',
    engine: 'rfc',
  },
  {
    id: 'half-of-cwnd',
    section: 'RFC 5681 3.1, equation 4',
    rfc: 'A loss makes ssthresh half of FlightSize, what is on its way.',
    linux: 'Half of cwnd, which is more where the application had less to send.',
    engine: 'rfc',
  },
  {
    id: 'duplicate-sack',
    section: 'RFC 2018 4; RFC 2883 4',
    rfc: 'The blocks of an ACK report what lies beyond the gap; RFC 2883 allows a first one that reports what came twice.',
    linux:
      'Sends it: a block below SEG.ACK, or within the next block. The engine believes no block below SND.UNA, and sends none.',
    engine: 'freedom',
  },
  {
    id: 'four-blocks-remembered',
    section: 'RFC 2018 4',
    rfc: 'The first block is the whole stretch that contains what has just come.',
    linux:
      'Remembers four blocks, as many as a header has room for: where a fifth was held, a stretch that joins the forgotten one is reported without it.',
    engine: 'rfc',
  },
  {
    id: 'first-duplicate-after-the-handshake',
    section: 'RFC 5681 2',
    rfc: 'A duplicate ACK has the number and the window of the last one.',
    linux:
      'Does not count one whose number moves SND.WL1, and so the first behind the SYN,ACK: in the first flight it sends again at the fourth.',
    engine: 'rfc',
  },
  {
    id: 'full-queues-of-a-listener',
    section: '3.10.7.2; 3.10.7.4, fifth step',
    rfc: 'A SYN in LISTEN is answered, and the acknowledgement of the SYN,ACK enters ESTABLISHED.',
    linux:
      'Ignores a SYN while its accept queue is full, or its SYN queue with cookies off; and an acknowledgement while its accept queue is full, so that its SYN,ACK comes again. The conformance command reckons with it.',
    engine: 'policy',
  },
  {
    id: 'syn-cookies',
    section: '3.10.7.2; RFC 4987 3.6',
    rfc: 'A listener remembers each request from its SYN on.',
    linux:
      'When its queue overflows it keeps nothing of a request and finds it again in the acknowledgement of its SYN,ACK, which it then never repeats.',
    engine: 'freedom',
  },
]
