// There is no cluster here: the manifests are held against the schemas of the API, and against each other.
import { describe, expect, test } from '@jest/globals';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { readConfiguration as readServer } from '../../apps/server/src/configuration.ts';
import { ServerMetrics } from '../../apps/server/src/metrics.ts';
import { readConfiguration as readWorker } from '../../worker/src/configuration.ts';
import type { Store } from '@residual/store';
import { type Manifest, manifests, ofKind } from './documents.ts';

type Model = new (data: never) => { validate(): void };
const MODELS: Readonly<Record<string, Record<string, unknown>>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'networking.k8s.io/v1': networking,
};
const modelOf = ({ apiVersion, kind }: Manifest): Model => MODELS[apiVersion][kind] as Model;

describe.each(manifests)('%s', (_name, manifest) => {
  test('is what the API takes', () => {
    const Kind = modelOf(manifest);
    expect(() => new Kind(manifest as never).validate()).not.toThrow();
  });
  test('lies in the namespace', () => {
    expect(manifest.kind === 'Namespace' ? manifest.metadata.name : manifest.metadata.namespace).toBe(
      'residual',
    );
  });
});

test('the schemas refuse what the API would refuse', () => {
  const [deployment] = ofKind('Deployment');
  const Kind = modelOf(deployment);
  const broken = { ...deployment, spec: { ...deployment.spec, replicas: 'two' } };
  expect(() => new Kind(broken as never).validate()).toThrow(/replicas/);
});

const workloads = [...ofKind('Deployment'), ...ofKind('StatefulSet')];
const containersOf = ({ spec: { template } }: Manifest) => [
  ...(template.spec.initContainers ?? []),
  ...template.spec.containers,
];

describe.each(workloads.map((workload) => [workload.metadata.name, workload] as const))(
  '%s',
  (name, workload) => {
    const { spec } = workload.spec.template;

    test('runs as nobody in particular, without a way to become more', () => {
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext } of containersOf(workload))
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
    });

    test('writes into volumes alone, and has a bound on its memory', () => {
      for (const { securityContext, resources } of containersOf(workload)) {
        if (name !== 'postgres') expect(securityContext.readOnlyRootFilesystem).toBe(true);
        expect(resources).toMatchObject({
          requests: { cpu: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    });

    test('names only what is there', () => {
      const names = (kind: string): string[] => ofKind(kind).map(({ metadata }) => metadata.name);
      const volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[] = spec.volumes ?? [];
      const claims = (workload.spec.volumeClaimTemplates ?? []) as Manifest[];
      const places = [
        ...volumes.map((volume) => volume.name),
        ...claims.map(({ metadata }) => metadata.name),
      ];
      for (const { envFrom = [], env = [], volumeMounts = [] } of containersOf(workload)) {
        for (const { configMapRef, secretRef } of envFrom) {
          if (configMapRef) expect(names('ConfigMap')).toContain(configMapRef.name);
          if (secretRef) expect(names('Secret')).toContain(secretRef.name);
        }
        for (const { valueFrom } of env)
          if (valueFrom?.secretKeyRef) expect(secrets).toHaveProperty(valueFrom.secretKeyRef.key);
        for (const mount of volumeMounts) expect(places).toContain(mount.name);
      }
      for (const { persistentVolumeClaim: claim } of volumes)
        if (claim) expect(names('PersistentVolumeClaim')).toContain(claim.claimName);
    });
  },
);

const secrets: Record<string, string> = ofKind('Secret')[0].stringData;
const settings: Record<string, string> = ofKind('ConfigMap')[0].data;

test('server and workers refuse to start with the secrets as they stand', () => {
  for (const read of [readServer, readWorker])
    expect(() => read({ ...settings, ...secrets })).toThrow(/DATABASE_URL: still has "change-me" in it/);
});

test('with secrets of their own they start', () => {
  const own = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, value.replaceAll('change-me', 'dd5b1c9a')]),
  );
  expect(readServer({ ...settings, ...own })).toMatchObject({ port: 3000, trustedProxies: 1 });
  const worker = workloads.find(({ metadata }) => metadata.name === 'worker')!;
  const env = containersOf(worker)[0].env as { name: string; value?: string }[];
  const environment = Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'worker-1']));
  const { shutdownMs, metrics } = readWorker({ ...settings, ...own, ...environment });
  expect(metrics?.port).toBe(containersOf(worker)[0].ports[0].containerPort);
  expect(shutdownMs / 1000).toBeLessThan(worker.spec.template.spec.terminationGracePeriodSeconds);
});

test('workers are scaled by a metric that the server has', () => {
  const [scaler] = ofKind('HorizontalPodAutoscaler');
  expect(scaler.spec.scaleTargetRef.name).toBe('worker');
  // No query is made before somebody reads the metric.
  const { registry } = new ServerMetrics({} as Store);
  for (const { external } of scaler.spec.metrics)
    expect(registry.getSingleMetric(external.metric.name)).toBeDefined();
});

test('services and the ingress lead to pods and ports that are there', () => {
  for (const service of ofKind('Service')) {
    const target = workloads.find(({ metadata }) => metadata.name === service.spec.selector.app)!;
    expect(target.spec.template.metadata.labels).toMatchObject(service.spec.selector);
    const open = containersOf(target).flatMap(({ ports = [] }) => ports);
    for (const { port, targetPort = port } of service.spec.ports)
      expect(open.flatMap(({ name, containerPort }) => [name, containerPort])).toContain(targetPort);
  }
});
