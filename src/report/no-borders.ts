/** Characters for cli-table3 that draw no border at all; columns are apart by their padding. */
export const noBorders: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((border) => [border, '']),
)
