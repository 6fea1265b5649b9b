import { describe, expect, test } from 'vitest'
import { startAddress, startProblem } from './start-address.ts'

describe('startAddress', () => {
  test.each([
    [{}, { host: '127.0.0.1', port: 8082 }],
    [
      { PORT: '', HOST: '' },
      { host: '127.0.0.1', port: 8082 },
    ],
    [
      { PORT: '9000', HOST: '0.0.0.0' },
      { host: '0.0.0.0', port: 9000 },
    ],
    [{ PORT: '0' }, { host: '127.0.0.1', port: 0 }],
  ])('%j', (env, address) => {
    expect(startAddress(env)).toEqual(address)
  })

  test.each(['http', '-1', '65536', '80.5', ' 80', '1e3'])('PORT=%s is refused with a sentence', (PORT) => {
    expect(() => startAddress({ PORT })).toThrow(`PORT is "${PORT}", and should be a number from 0 to 65535.`)
  })
})

describe('startProblem', () => {
  const address = { host: '127.0.0.1', port: 8082 }
  test.each([
    ['EADDRINUSE', 'Port 8082 on 127.0.0.1 is in use. End what uses it, or choose another: PORT=8083 npm start'],
    ['EACCES', 'Port 8082 is reserved for administrators. Choose one above 1023: PORT=8082 npm start'],
    ['EADDRNOTAVAIL', /^This machine has no address "127.0.0.1"/],
  ])('%s', (code, text) => {
    expect(startProblem(Object.assign(new Error('listen'), { code }), address)).toMatch(text)
  })

  test('a defect is not dressed up as a mistake of the person', () => {
    expect(startProblem(new TypeError('x is not a function'), address)).toBeUndefined()
  })
})
