import type { ComponentChildren } from "preact";

export interface ExternalLinkProps {
	readonly href: string;
	readonly children: ComponentChildren;
	readonly class?: string;
	readonly title?: string;
}

/** A link to another page, in a tab of its own that can't reach back; what is no web address is text. */
export function ExternalLink({ href, children, ...rest }: ExternalLinkProps) {
	if (!isWebAddress(href)) return <span {...rest}>{children}</span>;
	return (
		<a href={href} target="_blank" rel="noopener noreferrer" {...rest}>
			{children}
			<span class="unseen"> (opens a new tab)</span>
		</a>
	);
}

export const isWebAddress = (text: string): boolean => {
	const scheme = URL.parse(text, location.origin)?.protocol;
	return scheme === "http:" || scheme === "https:";
};

/** An address of Berth's own at this origin, whichever `PUBLIC_URL` it was given out with. */
export function atThisOrigin(address: string): string {
	const url = URL.parse(address, location.origin);
	return url === null ? "" : `${url.pathname}${url.search}${url.hash}`;
}
