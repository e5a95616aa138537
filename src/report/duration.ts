/**
 * A time in words of a clock, as fastai prints it: `mm:ss`, or `h:mm:ss` from an hour on; parts of a second are dropped.
 *
 * @param seconds of at least 0; what is not finite becomes `--:--`
 *
 * @example
 * duration(75.9) // '01:15'
 * duration(3675) // '1:01:15'
 */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '--:--'
  const whole = Math.floor(seconds)
  const two = (number: number): string => String(number).padStart(2, '0')
  const minutesAndSeconds = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return whole < 3600 ? minutesAndSeconds : `${Math.floor(whole / 3600)}:${minutesAndSeconds}`
}
