import { signal } from "@preact/signals";
import { TOKEN_KEY } from "../../token-key.ts";

const ACCOUNT_KEY = "berth.account";

/** The token that the person has signed in with; it stays in this tab, and leaves it in a header only. */
export const token = signal(sessionStorage.getItem(TOKEN_KEY) ?? undefined);

/** Why nobody is signed in any more, where it was not asked for. */
export const farewell = signal("");

/** The account that an admin looks at; empty for all of them. */
export const chosenAccount = signal(sessionStorage.getItem(ACCOUNT_KEY) ?? "");

export function keepToken(given: string): void {
	sessionStorage.setItem(TOKEN_KEY, given);
	farewell.value = "";
	token.value = given;
}

export function signOut(why = ""): void {
	sessionStorage.removeItem(TOKEN_KEY);
	sessionStorage.removeItem(ACCOUNT_KEY);
	chosenAccount.value = "";
	farewell.value = why;
	token.value = undefined;
}

export function chooseAccount(account: string): void {
	sessionStorage.setItem(ACCOUNT_KEY, account);
	chosenAccount.value = account;
}
