import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let isFirst = true;

/** The heading of a page. A person who comes to the page by a link has the focus on it, and hears it. */
export function PageTitle({
	title,
	children,
}: {
	readonly title: string;
	readonly children?: ComponentChildren;
}) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (!isFirst) heading.current?.focus({ preventScroll: true });
		if (!isFirst) scrollTo(0, 0);
		isFirst = false;
	}, []);
	useEffect(() => {
		document.title = `${title} · Berth`;
	}, [title]);
	return (
		<h1 ref={heading} tabIndex={-1}>
			{children ?? title}
		</h1>
	);
}
