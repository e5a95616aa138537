/** The class of every drawing of Observable Plot in a page; the style that Plot puts into it names it. */
export const plotClass = 'drawing'
