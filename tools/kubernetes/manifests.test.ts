/**
 * The manifests of deploy/kubernetes: against Kubernetes' schemas, and whether what names something names what is there.
 * No cluster is asked; what only a cluster's server would refuse goes unseen.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IDeployment } from 'kubernetes-models/apps/v1'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import type { IIngress, INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1'
import type { IService } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { root } from '../command.mjs'
import { base, built, filesIn, kustomization } from './manifests.ts'
import { type Manifest, schemaProblems } from './schema.ts'

interface Kinds {
  Deployment: IDeployment
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler
  Ingress: IIngress
  NetworkPolicy: INetworkPolicy
  PodDisruptionBudget: IPodDisruptionBudget
  Service: IService
}

/** Those of one kind; that they are what they say is the schemas' test. */
function ofKind<K extends keyof Kinds>(kind: K, manifests: readonly Manifest[]): Kinds[K][] {
  return manifests.filter((manifest) => manifest.kind === kind) as unknown as Kinds[K][]
}

const podLabels = (deployment: IDeployment) => deployment.spec?.template.metadata?.labels ?? {}
const containers = (deployment: IDeployment | undefined) => deployment?.spec?.template.spec?.containers ?? []
const portNames = (deployment: IDeployment | undefined) =>
  containers(deployment).flatMap(({ ports = [] }) => ports.map(({ name }) => name))
const nameOf = (manifest: { metadata?: { name?: string } } | undefined) => manifest?.metadata?.name

/** Deployments whose pods such a selector chooses. */
function chosen(selector: { readonly [label: string]: string } | undefined, deployments: readonly IDeployment[]) {
  const wanted = Object.entries(selector ?? {})
  if (wanted.length === 0) return []
  return deployments.filter((deployment) => wanted.every(([label, value]) => podLabels(deployment)[label] === value))
}

describe('schemaProblems finds', () => {
  const [deployment] = base().filter(({ kind }) => kind === 'Deployment')
  if (deployment === undefined) throw new Error('There is no Deployment.')
  const changed = (change: (copy: IDeployment) => void): Manifest => {
    const copy = structuredClone(deployment)
    change(copy as unknown as IDeployment)
    return copy
  }

  test('a value of the wrong kind', () => {
    expect(schemaProblems(changed((copy) => Object.assign(copy.spec ?? {}, { replicas: 'two' })))).not.toEqual([])
  })
  test('what is missing', () => {
    expect(schemaProblems(changed((copy) => Reflect.deleteProperty(copy.spec ?? {}, 'selector')))).not.toEqual([])
  })
  test('a field with another spelling', () => {
    const slip = changed((copy) => Object.assign(containers(copy)[0]?.securityContext ?? {}, { privilegd: false }))
    expect(schemaProblems(slip)).toEqual([
      '/spec/template/spec/containers/0/securityContext/privilegd is no field of a Deployment',
    ])
  })
  test('a kind that it does not know', () => {
    expect(schemaProblems({ ...deployment, apiVersion: 'extensions/v1beta1' })).not.toEqual([])
  })
})

describe.each(['base', 'example'])('the kustomization of the %s', (name) => {
  test('lists every file beside it', () => {
    const { resources, patches = [] } = kustomization(name)
    const listed = [...resources, ...patches.flatMap(({ path }) => path ?? [])].filter((one) => /\.ya?ml$/.test(one))
    expect(listed.sort()).toEqual(filesIn(name).sort())
  })
})

test('the example names both images anew, and the base names each once', () => {
  const images = ofKind('Deployment', base()).flatMap((deployment) => containers(deployment).map(({ image }) => image))
  expect(images.sort()).toEqual(['whatsit', 'whatsit-api'])
  expect(
    kustomization('example')
      .images?.map(({ name }) => name)
      .sort(),
  ).toEqual(images)
})

const places: [string, () => Manifest[] | undefined][] = [
  ['the base, as it lies there', base],
  ['the base, by kustomize', () => built('base')],
  ['the example, by kustomize', () => built('example')],
]

describe.each(places)('%s', (_, read) => {
  const objects = read()
  const manifests = objects ?? []
  const deployments = ofKind('Deployment', manifests)
  // Without kubectl there is nothing that kustomize has put together.
  const it = test.skipIf(objects === undefined)

  it('is as the schemas want it', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Service', 'Ingress']))
    const problems = manifests.map((manifest) => [manifest.kind, nameOf(manifest), schemaProblems(manifest)])
    expect(problems.filter(([, , found]) => found?.length)).toEqual([])
  })

  it('has deployments whose selectors choose their own pods alone', () => {
    for (const deployment of deployments) {
      const { matchLabels } = deployment.spec?.selector ?? {}
      expect(chosen(matchLabels, deployments).map(nameOf)).toEqual([nameOf(deployment)])
      for (const { labelSelector } of deployment.spec?.template.spec?.topologySpreadConstraints ?? []) {
        expect(labelSelector?.matchLabels).toEqual(matchLabels)
      }
    }
  })

  it('has services that lead to one deployment, and to a port that it has', () => {
    const services = ofKind('Service', manifests)
    expect(services.map(nameOf).sort()).toEqual(deployments.map(nameOf).sort())
    for (const service of services) {
      const [behind, ...others] = chosen(service.spec?.selector, deployments)
      expect([nameOf(behind), others]).toEqual([nameOf(service), []])
      for (const { targetPort } of service.spec?.ports ?? []) expect(portNames(behind)).toContain(targetPort)
    }
  })

  it('has probes that ask ports which are there', () => {
    for (const deployment of deployments) {
      for (const { startupProbe, readinessProbe, livenessProbe } of containers(deployment)) {
        expect([readinessProbe, livenessProbe].every((probe) => probe?.httpGet)).toBe(true)
        for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
          if (probe) expect(portNames(deployment)).toContain(probe.httpGet?.port)
        }
      }
    }
  })

  it('has an ingress that leads to ports of services', () => {
    const [ingress] = ofKind('Ingress', manifests)
    const paths = ingress?.spec?.rules?.flatMap(({ http }) => http?.paths ?? []) ?? []
    expect(paths.map(({ path, pathType, backend }) => [path, pathType, backend.service?.name])).toEqual([
      ['/predict', 'Prefix', 'whatsit-api'],
      ['/models', 'Exact', 'whatsit-api'],
      ['/openapi.json', 'Exact', 'whatsit-api'],
      ['/', 'Prefix', 'whatsit-page'],
    ])
    for (const { backend } of paths) {
      const service = ofKind('Service', manifests).find((one) => nameOf(one) === backend.service?.name)
      expect(service?.spec?.ports?.map(({ name }) => name)).toContain(backend.service?.port?.name)
    }
  })

  it('scales the deployment that has no number of its own', () => {
    const [scaler] = ofKind('HorizontalPodAutoscaler', manifests)
    const target = deployments.find((deployment) => nameOf(deployment) === scaler?.spec?.scaleTargetRef.name)
    expect(scaler?.spec?.scaleTargetRef).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' })
    expect([nameOf(target), target?.spec?.replicas]).toEqual(['whatsit-api', undefined])
    // Utilization is a part of the request: without one nothing scales.
    expect(containers(target)[0]?.resources?.requests?.['cpu']).toBeDefined()
  })

  it('keeps pods while nodes are emptied, of each deployment', () => {
    const budgets = ofKind('PodDisruptionBudget', manifests)
    const kept = budgets.flatMap(({ spec }) => chosen(spec?.selector?.matchLabels, deployments).map(nameOf))
    expect(kept.sort()).toEqual(deployments.map(nameOf).sort())
  })

  it('gives no pod more rights than the restricted standard, and a root that cannot be written', () => {
    for (const deployment of deployments) {
      const pod = deployment.spec?.template.spec
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      expect(pod?.securityContext?.runAsUser).toBeGreaterThan(0)
      for (const { securityContext, resources } of containers(deployment)) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(Object.keys(resources?.requests ?? {}).sort()).toEqual(['cpu', 'memory'])
        expect(resources?.limits?.['memory']).toBeDefined()
      }
    }
  })

  test.skipIf(objects === undefined || read === base)(
    'lets every pod be asked at its port by the ingress controller, and ask nobody',
    () => {
      const [policy, ...others] = ofKind('NetworkPolicy', manifests)
      expect(others).toEqual([])
      expect(chosen(policy?.spec?.podSelector?.matchLabels, deployments)).toEqual(deployments)
      expect([policy?.spec?.policyTypes, policy?.spec?.egress]).toEqual([['Ingress', 'Egress'], []])
      for (const { from, ports } of policy?.spec?.ingress ?? []) {
        expect(from).not.toEqual([])
        for (const deployment of deployments) expect(portNames(deployment)).toEqual(ports?.map(({ port }) => port))
      }
    },
  )
})

test('the policy chooses by the label that the base gives to all', () => {
  const [policy] = ofKind('NetworkPolicy', base())
  const [labels] = kustomization('base').labels ?? []
  expect([labels?.pairs, labels?.includeTemplates]).toEqual([policy?.spec?.podSelector?.matchLabels, true])
})

test.each([
  ['whatsit-page', 'Dockerfile'],
  ['whatsit-api', 'Dockerfile.api'],
])('%s runs as the user and at the port of its %s', (name, file) => {
  const dockerfile = readFileSync(join(root, file), 'utf8')
  const deployment = ofKind('Deployment', base()).find((one) => nameOf(one) === name)
  const [container] = containers(deployment)
  expect(dockerfile).toMatch(new RegExp(`^USER ${deployment?.spec?.template.spec?.securityContext?.runAsUser}$`, 'm'))
  expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${container?.ports?.[0]?.containerPort}$`, 'm'))
})
