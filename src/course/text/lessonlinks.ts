const ADDRESS = /^lesson:([a-z0-9-]+\/[a-z0-9-]+)$/;

/** The address by which a text refers to another lesson: `lesson:fundamentals/partial-failure`. */
export const lessonAddress = (id: string): string => `lesson:${id}`;

/** The id of the lesson to which an address leads; undefined for any other address. */
export const linkedLesson = (address: string): string | undefined => ADDRESS.exec(address)?.[1];
