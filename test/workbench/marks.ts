/** What tells the suite's lines from the workbench's in one log. */
export const lineMark = '[suite] ';
export const countsMark = '[suite counts] ';
