/** A time limit that can be set anew; `expired` rejects with `error`, which is WorkerLost: what hangs is given up. */
import { WhatsitError } from '../core/errors.ts'

export function timeLimit() {
  const error = new WhatsitError('WorkerLost', 'no answer in time')
  let timer: ReturnType<typeof setTimeout> | undefined
  let expire: () => void = () => {}
  const expired = new Promise<never>((_, reject) => {
    expire = () => reject(error)
  })
  expired.catch(() => {})
  return {
    error,
    expired,
    set(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(expire, ms)
    },
    clear: () => clearTimeout(timer),
  }
}
