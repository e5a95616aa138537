import { createRequire } from 'node:module'

const versionOf = (packageJson: string): string =>
  (createRequire(import.meta.url)(packageJson) as { readonly version: string }).version

/** Of what computes. */
export const versions = (): { readonly kindling: string; readonly onnxruntime: string; readonly node: string } => ({
  kindling: versionOf('../../package.json'),
  onnxruntime: versionOf('onnxruntime-node/package.json'),
  node: process.versions.node,
})
