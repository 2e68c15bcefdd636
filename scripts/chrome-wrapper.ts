import { closeSync, openSync, readSync } from "node:fs";
import type { FoundChrome } from "./chrome-search.ts";

const firstLines = "#!/bin/sh\n# Written by Berth's scripts/chrome-wrapper.ts.\n";
/** How the flag begins that turns features of Chrome off. Chrome heeds the last one alone. */
export const DISABLED = "--disable-features=";

/**
 * The executable that miniflare starts in place of Chrome.
 *
 * miniflare makes it the leader of a process group, kills that group to end it, reads the DevTools URL from its
 * standard error and from then on reads no more, and holds the other end of its standard input.
 */
export function wrapperScript(chrome: FoundChrome): string {
	const env = Object.entries(chrome.env ?? {}).map(([name, value]) => `${name}=${quote(value)} `);
	const command = env.join("") + [chrome.path, ...(chrome.flags ?? [])].map(quote).join(" ");
	const disabled = (chrome.flags ?? []).filter((flag) => flag.startsWith(DISABLED));
	const more = disabled.map((flag) => `,${flag.slice(DISABLED.length)}`).join("");
	return `${firstLines}
# Of several ${DISABLED}… Chrome heeds the last one alone: the launcher's gets what Berth turns off.
for flag; do
	shift
	case $flag in
	${DISABLED}*) flag=$flag${quote(more)} ;;
	esac
	set -- "$@" "$flag"
done

# Standard input ends when wrangler does, however it does: then no process of the group may stay.
# It is moved to 3, as a job in the background would get /dev/null, and kept away from Chrome.
exec 3<&0 </dev/null
{
	read -r _ <&3
	kill -s KILL -- -$$
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-

# Once the DevTools URL is known nobody reads what Chrome prints, and a full pipe would stop it: drop the rest.
ended="chrome ended $$"
{
	${command} "$@" 2>&1 >/dev/null
	echo "$ended"
} | {
	listening=
	while IFS= read -r line; do
		case $line in
		"$ended") exit ;;
		"DevTools listening on "*) listening=1 ;;
		esac
		printf '%s\\n' "$line" >&2
		test -z "$listening" || break
	done
	exec grep -q "^$ended$"
}

# Chrome's own end takes along whatever it left, and the watcher.
kill -s KILL -- -$$ 2>/dev/null || kill -s KILL "$watcher"
`;
}

export function isWrapper(path: string): boolean {
	const buffer = Buffer.alloc(firstLines.length);
	const file = openSync(path, "r");
	try {
		readSync(file, buffer);
	} finally {
		closeSync(file);
	}
	return buffer.toString("latin1") === firstLines;
}

function quote(word: string): string {
	return `'${word.replaceAll("'", `'\\''`)}'`;
}
