/**
 * Kubernetes' own schemas over an object that was read from YAML. They let fields pass that they do not know, as a cluster's
 * server would warn of at best; here such a field is a problem too, since it is a slip of the pen that does nothing.
 */
import { Deployment } from 'kubernetes-models/apps/v1'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Namespace, Service } from 'kubernetes-models/v1'

const MODELS = [
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
] as const

/** Any object of a cluster. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The object as it is, and a note of every field of it that was looked at. */
function watched(object: object, seen: Map<object, Set<PropertyKey>>): object {
  const fields = new Set<PropertyKey>()
  seen.set(object, fields)
  return new Proxy(object, {
    get(target, field) {
      fields.add(field)
      const value: unknown = Reflect.get(target, field)
      return isObject(value) ? watched(value, seen) : value
    },
  })
}

/** @returns paths of the fields that were never looked at, their own fields not counted */
function unseen(object: object, seen: ReadonlyMap<object, ReadonlySet<PropertyKey>>, path: string): string[] {
  return Object.entries(object).flatMap(([field, value]) => {
    const here = `${path}/${field}`
    if (!seen.get(object)?.has(field)) return [here]
    return isObject(value) ? unseen(value, seen, here) : []
  })
}

/** @returns what the schema of its kind says against it, in sentences; empty where all is well */
export function schemaProblems(manifest: Manifest): string[] {
  const model = MODELS.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind)
  if (model === undefined) return [`there is no schema for ${manifest.apiVersion} ${manifest.kind}`]
  const seen = new Map<object, Set<PropertyKey>>()
  try {
    model.prototype.validate.call(watched(manifest, seen))
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
  return unseen(manifest, seen, '').map((path) => `${path} is no field of a ${manifest.kind}`)
}
