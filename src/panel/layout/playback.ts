/** Virtual seconds that pass in one real second while the picture is played. */
export const speeds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] as const;

/** In how many real seconds the part in view is played at best. */
const seconds = 12;

/** The speed at which a stretch of time can be followed. */
export function fittingSpeed(spanUs: number): number {
  const wanted = spanUs / 1e6 / seconds;
  return speeds.reduce((best, speed) => (Math.abs(Math.log(speed / wanted)) < Math.abs(Math.log(best / wanted)) ? speed : best));
}
