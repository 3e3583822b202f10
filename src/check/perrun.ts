/**
 * Works something out once a run, however many checks ask for it. What it belongs to is the record that a check is given: its
 * lists go on growing where a run is looked at before its end.
 */
export function perRun<Run extends object, Found>(find: (run: Run) => Found): (run: Run) => Found {
  const known = new WeakMap<Run, { readonly found: Found }>();
  return run => {
    let here = known.get(run);
    if (!here) known.set(run, here = { found: find(run) });
    return here.found;
  };
}
