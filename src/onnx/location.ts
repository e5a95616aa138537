const DRIVE_OR_SCHEME = /^[a-z][a-z0-9+.-]*:/i

/**
 * Why a file name in a model may not be opened, or undefined where it may: it must lead to a file below the model's own
 * folder, on any system, by its text alone. Links are for whoever opens the file to check.
 */
export const locationFault = (location: string): string | undefined => {
  if (location === '') return 'is empty'
  if (/\p{Cc}/u.test(location)) return 'has control characters'
  if (/^[\\/]/.test(location) || DRIVE_OR_SCHEME.test(location)) return 'is absolute'
  const steps = location.split(/[\\/]/)
  if (steps.includes('..')) return "has a step '..', which may lead out of the model's folder"
  if (steps.at(-1) === '' || steps.at(-1) === '.') return 'names a folder'
  return undefined
}
