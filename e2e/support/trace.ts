/** Reading Chromium's traces. */

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of CPU. */
  readonly tdur?: number
  readonly args: {
    readonly name?: string
    readonly data?: { readonly frames?: readonly { readonly processId?: number }[] }
  }
}

/**
 * @param trace  of one page, as `browser.stopTracing` gives it
 * @returns for each task of the page's main thread the CPU time that it took, in milliseconds
 */
export function mainThreadTasks(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const started = traceEvents.find(({ name }) => name === 'TracingStartedInBrowser')
  const processes = started?.args.data?.frames?.map(({ processId }) => processId) ?? []
  const main = traceEvents.filter(
    ({ name, pid, args }) => name === 'thread_name' && args.name === 'CrRendererMain' && processes.includes(pid),
  )
  const isMain = ({ pid, tid }: TraceEvent): boolean => main.some((one) => one.pid === pid && one.tid === tid)
  return traceEvents
    .filter((event) => event.ph === 'X' && /RunTask$/.test(event.name) && isMain(event))
    .map(({ tdur = 0 }) => tdur / 1000)
}
