import { type Command, type End, type Level } from '@woshou/session';
/**
 * right: plays rightly, at the own pace, with a slip now and then. prompt: quickly, and without one. slow: rightly, and
 * takes long. idle: does nothing at all. stubborn: makes the same mistake over and over. told: takes every hint before each
 * move, and stops when it has been told the answer twice.
 */
export type Manner = 'right' | 'prompt' | 'slow' | 'idle' | 'stubborn' | 'told';
/** What somebody may believe of sequence numbers, told by what it makes of the right segment. */
export declare const MISCONCEPTIONS: {
    /** A number somewhere ahead. */
    readonly 'seq-ahead': (right: {
        flags: number;
        seq: number;
        ack: number;
        length: number;
        window?: number | undefined;
    }) => {
        flags: number;
        ack: number;
        length: number;
        window?: number | undefined;
        seq: number;
    };
    /** ACK is for those who have received something just now. */
    readonly 'no-ack': (right: {
        flags: number;
        seq: number;
        ack: number;
        length: number;
        window?: number | undefined;
    }) => {
        seq: number;
        ack: number;
        length: number;
        window?: number | undefined;
        flags: number;
    };
    /** One acknowledges the number that came, not the next one. */
    readonly 'ack-of-what-came': (right: {
        flags: number;
        seq: number;
        ack: number;
        length: number;
        window?: number | undefined;
    }) => {
        flags: number;
        seq: number;
        length: number;
        window?: number | undefined;
        ack: number;
    };
    /** SYN and FIN take no number. */
    readonly 'flags-take-no-number': (right: {
        flags: number;
        seq: number;
        ack: number;
        length: number;
        window?: number | undefined;
    }) => {
        flags: number;
        ack: number;
        length: number;
        window?: number | undefined;
        seq: number;
    };
};
export type Misconception = keyof typeof MISCONCEPTIONS;
/** What a student goes by: the own end, and what has become of the own moves. */
export interface Situation {
    readonly end: End;
    readonly level: Level;
    /** How often running the newest rule has been broken, and how often the third hint has been taken. */
    readonly again: number;
    readonly answers: number;
}
export declare const hasToDo: (end: End) => boolean;
/** What a student of that manner does, who has something to do; null: nothing. */
export declare function nextCommand(manner: Manner, { again, answers, end, level }: Situation, random: () => number, misconception?: Misconception): Command | null;
/** For how long a student thinks before a move, ms of play time at pace 1. */
export declare function thinking(manner: Manner, random: () => number): number;
