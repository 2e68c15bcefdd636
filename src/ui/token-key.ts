/** Where the dashboard keeps the token of whoever uses it, in the tab's `sessionStorage`; a replay may use it too. */
export const TOKEN_KEY = "berth.token";
