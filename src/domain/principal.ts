import type { Admission } from "./admission.ts";

/** What a token may do in its account. `write` includes `read`. */
export type Right = "read" | "write";

/**
 * Who is asking: the operator, who may act in every account, the holder of an account's token or of a link to look, or a Worker
 * to which the operator has given a binding.
 */
export type Principal =
	| { readonly kind: "admin" }
	| {
			readonly kind: "account";
			readonly account: string;
			readonly right: Right;
			readonly tokenId: string;
			readonly tokenName: string;
			/** Epoch milliseconds. */
			readonly expiresAt?: number;
	  }
	| { readonly kind: "binding"; readonly account: string; readonly right: Right }
	| {
			readonly kind: "link";
			readonly account: string;
			readonly right: "read";
			readonly admission: Admission;
	  };

export const mayAct = (principal: Principal, account: string): boolean =>
	principal.kind === "admin" || principal.account === account;

export const mayWrite = (principal: Principal): boolean =>
	principal.kind === "admin" || principal.right === "write";

/** By what right a principal opens connections and makes links. */
export function admissionOf(principal: Principal): Admission {
	switch (principal.kind) {
		case "admin":
		case "binding":
			return {};
		case "account":
			return { tokenId: principal.tokenId, expiresAt: principal.expiresAt };
		case "link":
			return principal.admission;
	}
}

/** What a signed URL or an open socket may do: everything, or look at one target. */
export type AccessMode = "full" | "readonly";

export const accessModeOf = (principal: Principal): AccessMode => (mayWrite(principal) ? "full" : "readonly");
