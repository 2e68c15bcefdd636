/** What a token may do in its account. `write` includes `read`. */
export type Right = "read" | "write";

/** Who is asking: the operator, who may act in every account, or the holder of an account's token. */
export type Principal =
	| { readonly kind: "admin" }
	| {
			readonly kind: "account";
			readonly account: string;
			readonly right: Right;
			readonly tokenId: string;
			/** Epoch milliseconds. */
			readonly expiresAt?: number;
	  };

export const mayAct = (principal: Principal, account: string): boolean =>
	principal.kind === "admin" || principal.account === account;

export const mayWrite = (principal: Principal): boolean =>
	principal.kind === "admin" || principal.right === "write";

/** What a signed URL or an open socket may do: everything, or look at one target. */
export type AccessMode = "full" | "readonly";

export const accessModeOf = (principal: Principal): AccessMode => (mayWrite(principal) ? "full" : "readonly");
