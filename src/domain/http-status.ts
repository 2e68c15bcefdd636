/** Whether an answer with this status has no content: a browser that opens its address stays on the page before. */
export const isEmptyStatus = (status: number): boolean => status === 204 || status === 205;
