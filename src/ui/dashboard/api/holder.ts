import { signal } from "@preact/signals";
import type { Right } from "../../../domain/principal.ts";
import { call } from "./call.ts";
import { keepToken } from "./token.ts";

/** Who has signed in. */
export interface Holder {
	readonly isAdmin: boolean;
	/** The token's; where the admin acts unless it says otherwise. */
	readonly account: string;
	readonly right: Right;
	/** Epoch milliseconds. */
	readonly expiresAt?: number;
}

export const holder = signal<Holder | undefined>(undefined);

export const mayWrite = (): boolean => holder.value?.right === "write";

/** Signs in; throws where the token is none. */
export async function signIn(token: string): Promise<void> {
	holder.value = await call<Holder>("GET", "/berth/v1/whoami", { token, account: "" });
	keepToken(token);
}
