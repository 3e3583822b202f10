/** Where there is little room: what stands in brackets is in the tooltip. */
export const shortTitle = (title: string): string => title.replace(/ \([^)]*\)$/, '');
