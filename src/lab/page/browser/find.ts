/** The element that a selector finds; the page is ours, so it is there. */
export const find = <E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E =>
  within.querySelector<E>(selector)!
