/** Whether the browser believes that there is a network. */
class Online {
  #now = $state(navigator.onLine)

  constructor() {
    const look = () => {
      this.#now = navigator.onLine
    }
    addEventListener('online', look)
    addEventListener('offline', look)
  }

  get now(): boolean {
    return this.#now
  }
}

export const online = new Online()
