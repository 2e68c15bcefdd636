/** The target that a page's socket is for. */
export const targetOf = (socketUrl: string): string => /\/page\/(\w+)/.exec(socketUrl)?.[1] ?? "";

/** The whole browser's socket, for a link that may do everything in the session: it outlives the tab. */
export const browserSocketOf = (socketUrl: string): string => socketUrl.replace(/\/page\/\w+/, "");
