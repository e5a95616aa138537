import { fileURLToPath } from 'node:url'

/** The page's script and style, each as one text. */
export type Bundle = { readonly script: string; readonly style: string }

/**
 * Bundles what runs in the browser. The build leaves the result beside the compiled files, so that an installed package
 * needs no bundler; only the sources come here.
 */
export const bundle = async (): Promise<Bundle> => {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('browser', import.meta.url)),
    entryPoints: ['main.ts', 'main.css'],
    outdir: '.',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // The engine's file would come from beside the script; the page hands it over itself.
    define: { 'import.meta.url': '""' },
  })
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))!.text
  return { script: text('.js'), style: text('.css') }
}
