/** How every system under measurement says that it listens: Woshou's own line. */
export const sayReady = (port: number): void => console.log(`ready: http://127.0.0.1:${port}`)
