import * as v from 'valibot'
import closeWait from './close-wait.json' with { type: 'json' }
import halfClose from './half-close.json' with { type: 'json' }
import lastAckLost from './last-ack-lost.json' with { type: 'json' }
import { type Question, QuestionSchema } from './question.ts'
import rstOrFin from './rst-or-fin.json' with { type: 'json' }
import simultaneousOpen from './simultaneous-open.json' with { type: 'json' }
import synFlood from './syn-flood.json' with { type: 'json' }
import synLost from './syn-lost.json' with { type: 'json' }
import why2msl from './why-2msl.json' with { type: 'json' }
import whyFour from './why-four.json' with { type: 'json' }
import whyNotTwo from './why-not-two.json' with { type: 'json' }
import whyPlusOne from './why-plus-one.json' with { type: 'json' }
import whyRandomIsn from './why-random-isn.json' with { type: 'json' }
import whyThree from './why-three.json' with { type: 'json' }
import whyTimeWait from './why-time-wait.json' with { type: 'json' }

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
  synFlood,
  whyFour,
  halfClose,
  closeWait,
  whyTimeWait,
  why2msl,
  lastAckLost,
  rstOrFin,
].map((json) => v.parse(QuestionSchema, json))
