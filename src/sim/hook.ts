/**
 * Sets properties of something that lives as long as a world. A function that is written right of `object.property =` is
 * taken by V8 for a method of a prototype and made in the old generation at once: it holds all that it can reach, here a
 * whole world, until that generation is collected.
 */
export function hook<T extends object>(target: T, hooks: Partial<NoInfer<T>>): void {
  Object.assign(target, hooks);
}
