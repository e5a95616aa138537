import { existsSync } from 'node:fs'

/** Debian's Chromium, where it is installed. */
export const chromiumPath: string | undefined = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)

/** The title of a suite that needs a browser: says why it is left out where it is. */
export const needsChromium = (title: string): string => (chromiumPath ? title : `${title} (left out: no Chromium here)`)
