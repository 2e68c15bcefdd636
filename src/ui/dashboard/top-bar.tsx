import { useRef } from "preact/hooks";
import { holder, mayWrite } from "./api/holder.ts";
import { chooseAccount, chosenAccount, signOut } from "./api/token.ts";
import { place, route } from "./route.ts";

/** Where one can go, whose sessions one sees, and the way out. */
export function TopBar() {
	const { page } = route.value;
	const known = holder.value;
	const link = (to: string, name: string) => (
		<a href={place(to)} aria-current={page === to ? "page" : undefined}>
			{name}
		</a>
	);
	return (
		<header class="top">
			<a class="brand" href={place("sessions")}>
				<img src="/ui/berth.svg" alt="" width="24" height="24" />
				Berth
			</a>
			<nav aria-label="Main">
				{link("sessions", "Sessions")}
				{mayWrite() && link("new", "New")}
				{link("crawls", "Crawls")}
				{link("capacity", "Capacity")}
				{known?.isAdmin === true && (
					<>
						{link("tokens", "Tokens")}
						{link("domain-sets", "Domain sets")}
						{link("audit", "Audit")}
					</>
				)}
			</nav>
			<div class="who">
				{known?.isAdmin === true ? (
					<AccountPicker />
				) : (
					known !== undefined && (
						<span class="quiet">
							{known.account}
							{known.right === "read" && " · read only"}
						</span>
					)
				)}
				<button type="button" class="plain" onClick={leave}>
					Sign out
				</button>
			</div>
		</header>
	);
}

/** Picks an account with Enter or by leaving the field, and all of them as soon as it is emptied. */
function AccountPicker() {
	const input = useRef<HTMLInputElement>(null);
	const pick = () => chooseAccount(input.current?.value.trim() ?? "");
	const submit = (event: SubmitEvent) => {
		event.preventDefault();
		pick();
	};
	return (
		<form class="account" onSubmit={submit}>
			<input
				ref={input}
				type="search"
				aria-label="Account that is looked at"
				value={chosenAccount}
				placeholder="All accounts"
				spellcheck={false}
				autocapitalize="none"
				onChange={pick}
				onInput={({ currentTarget }) => {
					if (currentTarget.value === "") pick();
				}}
			/>
		</form>
	);
}

function leave(): void {
	holder.value = undefined;
	signOut();
}
