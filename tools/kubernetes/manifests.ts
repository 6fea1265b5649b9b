/** Reads deploy/kubernetes: as files, and as kustomize puts them together where kubectl is installed. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { findProgram, root } from '../command.mjs'
import type { Manifest } from './schema.ts'

const folder = join(root, 'deploy/kubernetes')

export interface Kustomization {
  readonly resources: readonly string[]
  readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>>; readonly includeTemplates?: boolean }[]
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[]
  readonly patches?: readonly { readonly path?: string }[]
}

function manifestsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml, { strict: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings]
    if (problem !== undefined) throw problem
    return document.toJS() as Manifest
  })
}

/** @param name  'base' or 'example' */
export const kustomization = (name: string): Kustomization =>
  parse(readFileSync(join(folder, name, 'kustomization.yaml'), 'utf8')) as Kustomization

/** The YAML files beside a kustomization.yaml, by name. */
export const filesIn = (name: string): string[] =>
  readdirSync(join(folder, name)).filter((file) => /\.ya?ml$/.test(file) && file !== 'kustomization.yaml')

/** What the base lists, file by file, without what kustomize adds. */
export const base = (): Manifest[] =>
  kustomization('base').resources.flatMap((file) => manifestsIn(readFileSync(join(folder, 'base', file), 'utf8')))

/** Undefined where there is no kubectl to ask. Its kustomize needs no cluster. */
export function built(name: string): Manifest[] | undefined {
  const kubectl = findProgram('kubectl')
  if (kubectl === undefined) return undefined
  return manifestsIn(execFileSync(kubectl, ['kustomize', join(folder, name)], { encoding: 'utf8' }))
}
