import * as v from 'valibot'
import ackInside from './ack-inside.json' with { type: 'json' }
import closeWait from './close-wait.json' with { type: 'json' }
import cumulativeAck from './cumulative-ack.json' with { type: 'json' }
import duplicatesOrTimeout from './duplicates-or-timeout.json' with { type: 'json' }
import fastRetransmit from './fast-retransmit.json' with { type: 'json' }
import finLost from './fin-lost.json' with { type: 'json' }
import finsCross from './fins-cross.json' with { type: 'json' }
import flowOrCongestion from './flow-or-congestion.json' with { type: 'json' }
import fourIntoThree from './four-into-three.json' with { type: 'json' }
import halfClose from './half-close.json' with { type: 'json' }
import hostCrashes from './host-crashes.json' with { type: 'json' }
import keepAlive from './keep-alive.json' with { type: 'json' }
import lastAckLost from './last-ack-lost.json' with { type: 'json' }
import noBorders from './no-borders.json' with { type: 'json' }
import numbersWrap from './numbers-wrap.json' with { type: 'json' }
import powerIsLost from './power-is-lost.json' with { type: 'json' }
import { type Question, QuestionSchema } from './question.ts'
import rstOrFin from './rst-or-fin.json' with { type: 'json' }
import selectiveAck from './selective-ack.json' with { type: 'json' }
import simultaneousOpen from './simultaneous-open.json' with { type: 'json' }
import slowStart from './slow-start.json' with { type: 'json' }
import synAckLost from './syn-ack-lost.json' with { type: 'json' }
import synCookies from './syn-cookies.json' with { type: 'json' }
import synFlood from './syn-flood.json' with { type: 'json' }
import synLost from './syn-lost.json' with { type: 'json' }
import textAfterClose from './text-after-close.json' with { type: 'json' }
import thirdAckLost from './third-ack-lost.json' with { type: 'json' }
import thirdWithData from './third-with-data.json' with { type: 'json' }
import tooManyTimeWait from './too-many-time-wait.json' with { type: 'json' }
import twoQueues from './two-queues.json' with { type: 'json' }
import why2msl from './why-2msl.json' with { type: 'json' }
import whyFour from './why-four.json' with { type: 'json' }
import whyNotTwo from './why-not-two.json' with { type: 'json' }
import whyPlusOne from './why-plus-one.json' with { type: 'json' }
import whyRandomIsn from './why-random-isn.json' with { type: 'json' }
import whyThisRst from './why-this-rst.json' with { type: 'json' }
import whyThree from './why-three.json' with { type: 'json' }
import whyTimeWait from './why-time-wait.json' with { type: 'json' }
import zeroWindow from './zero-window.json' with { type: 'json' }

export { answerOf } from './answer-of.ts'
export { FACTS, type Fact, type Facts, factsOf } from './facts.ts'
export type { Question } from './question.ts'

/** The questions, from the opening of a connection to its end. */
export const QUESTIONS: readonly Question[] = [
  whyThree,
  whyNotTwo,
  whyPlusOne,
  whyRandomIsn,
  simultaneousOpen,
  synLost,
  synAckLost,
  thirdAckLost,
  thirdWithData,
  synFlood,
  synCookies,
  twoQueues,
  cumulativeAck,
  fastRetransmit,
  selectiveAck,
  ackInside,
  noBorders,
  zeroWindow,
  flowOrCongestion,
  slowStart,
  duplicatesOrTimeout,
  numbersWrap,
  whyFour,
  fourIntoThree,
  finsCross,
  halfClose,
  closeWait,
  finLost,
  whyTimeWait,
  why2msl,
  lastAckLost,
  tooManyTimeWait,
  rstOrFin,
  whyThisRst,
  textAfterClose,
  hostCrashes,
  powerIsLost,
  keepAlive,
].map((json) => v.parse(QuestionSchema, json))
