const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

interface Held {
	readonly altKey: boolean;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly shiftKey: boolean;
}

/** The person's key for shortcuts: Command on a Mac. */
export const isShortcut = ({ ctrlKey, metaKey, altKey }: Held): boolean =>
	!altKey && (isApple ? metaKey && !ctrlKey : ctrlKey && !metaKey);

/** CDP's bits for the keys that are held. Sessions run on Linux, where shortcuts are with Control. */
export const modifiersOf = (held: Held): number =>
	Number(held.altKey) +
	2 * Number(held.ctrlKey || (isApple && held.metaKey)) +
	4 * Number(held.metaKey && !isApple) +
	8 * Number(held.shiftKey);
