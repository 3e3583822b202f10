/** What a visitor asks: to stand in the book, or to see all names. */
export type Request = { readonly op: 'sign'; readonly name: string } | { readonly op: 'read' };

/** `signed` is a promise: the name is never lost again. */
export type Answer = 'signed' | readonly string[];
