import { expect, test } from 'vitest'
import { longestTask } from './main-thread.mjs'

const PAGE = { pid: 1, tid: 1 }
const TASK = 'ThreadControllerImpl::RunTask'

const mark = { name: 'bench-end', ...PAGE, ts: 9000 }

test('the longest task before the mark, on the thread that set it', () => {
  const events = [
    mark,
    { name: TASK, ...PAGE, ts: 2000, dur: 30_000, tdur: 4000 },
    { name: TASK, ...PAGE, ts: 3000, dur: 6000, tdur: 5500 },
    { name: 'FunctionCall', ...PAGE, ts: 3000, dur: 90_000, tdur: 90_000 },
    { name: TASK, ...PAGE, ts: 9500, dur: 90_000, tdur: 90_000 },
    { name: TASK, pid: 1, tid: 7, ts: 4000, dur: 90_000, tdur: 90_000 },
    { name: TASK, pid: 2, tid: 1, ts: 4000, dur: 90_000, tdur: 90_000 },
  ]
  expect(longestTask(events)).toEqual({ cpu: 5.5, wall: 30 })
})

test("between two marks, the first of which may be another thread's", () => {
  const events = [
    { name: 'begin-2', pid: 2, tid: 5, ts: 2500 },
    { name: 'end-2', ...PAGE, ts: 8000 },
    { name: TASK, ...PAGE, ts: 2000, dur: 30_000, tdur: 30_000 },
    { name: TASK, ...PAGE, ts: 3000, dur: 6000, tdur: 5500 },
    { name: TASK, ...PAGE, ts: 8500, dur: 30_000, tdur: 30_000 },
    mark,
  ]
  expect(longestTask(events, { begin: 'begin-2', end: 'end-2' })).toEqual({ cpu: 5.5, wall: 6 })
  expect(() => longestTask(events, { begin: 'begin-3', end: 'end-2' })).toThrow('mark')
})

test('a trace that cannot tell is an error, not a zero', () => {
  expect(() => longestTask([])).toThrow('mark')
  expect(() => longestTask([mark, { name: TASK, ...PAGE, ts: 2000, dur: 5 }])).toThrow('processor time')
  expect(() => longestTask([mark])).toThrow('processor time')
})
