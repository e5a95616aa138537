/** What a worker needs to know from the start. */
export type WorkerSettings = { folder: string; seed: number; framesPerPerson: number }

/** To the worker: draw this person; or give up what is under way. */
export type Command = { person: number } | 'stop'

/** From the worker: a frame was written, a sequence was finished, or why not. */
export type Reply = 'frame' | 'done' | { failure: { code: string | undefined; message: string } }
