const ADDRESS = /^lesson:([a-z0-9-]+\/[a-z0-9-]+)$/;

/** The id of the lesson to which an address in a text leads (`lesson:fundamentals/partial-failure`); undefined for any other address. */
export const linkedLesson = (address: string): string | undefined => ADDRESS.exec(address)?.[1];
