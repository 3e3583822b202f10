/** Made for the bundle: the lessons' solutions as JavaScript, by lesson id. */
declare module 'golden:programs' {
  export const programs: Readonly<Record<string, string>>;
}
