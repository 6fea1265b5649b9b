import { describe, expect, test } from 'vitest'
import { hostCheck } from './host-check.ts'

describe('hostCheck', () => {
  test.each([
    // bound to, allowed, Host, answered
    ['127.0.0.1', [], 'localhost', true],
    ['127.0.0.1', [], 'LOCALHOST:8082', true],
    ['127.0.0.1', [], '127.0.0.1:8082', true],
    ['127.0.0.1', [], '127.8.0.1', true],
    ['127.0.0.1', [], '[::1]:8082', true],
    ['127.0.0.1', [], 'whatsit.localhost', true],
    // URL reads it as 127.0.0.1, which is where it leads.
    ['127.0.0.1', [], '2130706433', true],
    ['127.0.0.1', [], 'evil.example', false],
    ['127.0.0.1', [], '127.0.0.1.evil.example', false],
    ['127.0.0.1', [], 'localhost.evil.example', false],
    ['127.0.0.1', [], '192.168.0.7', false],
    ['127.0.0.1', [], 'user@localhost', false],
    ['127.0.0.1', [], 'localhost/x', false],
    ['127.0.0.1', [], '', false],
    ['127.0.0.1', [], undefined, false],
    ['::1', [], 'evil.example', false],
    ['localhost', [], 'evil.example', false],
    ['127.0.0.1', ['whatsit.test'], 'whatsit.test:80', true],
    ['127.0.0.1', ['Whatsit.Test'], 'whatsit.test', true],
    ['127.0.0.1', ['whatsit.test'], 'evil.example', false],
    ['127.0.0.1', ['[fe80::1]'], '[fe80::1]:8082', true],
    // On the network nobody here knows the machine's names.
    ['0.0.0.0', [], 'any.example:8080', true],
    ['::', [], 'any.example', true],
    ['0.0.0.0', [], undefined, false],
    ['0.0.0.0', ['whatsit.test'], 'evil.example', false],
    ['0.0.0.0', ['whatsit.test'], 'localhost', true],
    // By which Kubernetes and Prometheus ask.
    ['0.0.0.0', ['whatsit.test'], '10.0.0.7:8080', true],
    ['::', ['whatsit.test'], '[fd00::7]:8080', true],
    ['0.0.0.0', ['whatsit.test'], '10.0.0.7.evil.example', false],
    ['127.0.0.1', ['whatsit.test'], '10.0.0.7', false],
  ])('on %s, with %j: %s -> %s', (bound, allowed, host, answered) => {
    expect(hostCheck(bound, allowed)(host)).toBe(answered)
  })
})
