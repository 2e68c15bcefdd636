import { useState } from "preact/hooks";
import { announce } from "./announcer.tsx";

const SHOWN_MS = 2_000;

/** Copies a text, and says whether it did: pages that came over plain http may not. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
	const [outcome, setOutcome] = useState("");
	const copy = async () => {
		const isCopied = await write(text);
		const said = isCopied ? "Copied" : "Select it to copy";
		setOutcome(said);
		announce(isCopied ? `${what} copied` : said);
		setTimeout(() => setOutcome(""), SHOWN_MS);
	};
	return (
		<button type="button" class="small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
			{outcome === "" ? "Copy" : outcome}
		</button>
	);
}

async function write(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}
