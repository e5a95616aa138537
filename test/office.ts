import { spawnSync } from 'node:child_process'

const found = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0)

/** The command of LibreOffice, where it is installed. */
export const office: string | undefined = found

/** The title of a suite that needs LibreOffice: says why it is left out where it is. */
export const needsOffice = (title: string): string => (office ? title : `${title} (left out: no LibreOffice here)`)
