const state = 0
const open = 0
const inside = 1
const closed = 1
const door = 1

/**
 * Keeps a process from ending while its worker is inside ONNX Runtime. The binding cannot bear that: when its thread is
 * stopped, the call's return throws where nothing can be thrown any more, and the process aborts, losing its exit code.
 * So the worker passes the gate before each call, and the process, about to exit, closes the gate and waits until the
 * worker is outside. Both only ever store their own mark before they look at the other's.
 */
export class Gate {
  readonly memory: SharedArrayBuffer
  readonly #marks: Int32Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory
    this.#marks = new Int32Array(memory)
  }

  /** In the worker: false when the process is ending, and nothing may begin. */
  enter(): boolean {
    Atomics.store(this.#marks, state, inside)
    if (Atomics.load(this.#marks, door) !== closed) return true
    this.leave()
    return false
  }

  /** In the worker: the call has returned. */
  leave(): void {
    Atomics.store(this.#marks, state, open)
    Atomics.notify(this.#marks, state)
  }

  /** Blocks until the worker is outside, or the time (in milliseconds) is over; it can never enter again. */
  close(patience: number): void {
    Atomics.store(this.#marks, door, closed)
    Atomics.wait(this.#marks, state, inside, patience)
  }
}
