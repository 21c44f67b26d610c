/**
 * Milliseconds for any test, and for whatever a test awaits: the runners' one bound. It ends what hangs and never what is
 * slow: it may be far above what a busy machine needs. WOSHOU_TEST_BOUND=20000 is for whoever waits for a failure.
 */
export declare const BOUND: number
