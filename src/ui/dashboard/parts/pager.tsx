import { place, route } from "../route.ts";

/** The way to what is older and back to the newest. A page is a place of its own, so the browser's own way back works. */
export function Pager({ next }: { readonly next: string | undefined }) {
	const { page, query } = route.value;
	const to = (after: string) => place(page, { ...Object.fromEntries(query), after });
	const isFirst = !query.has("after");
	if (isFirst && next === undefined) return null;
	return (
		<nav class="pager" aria-label="Pages">
			{!isFirst && <a href={to("")}>Newest</a>}
			{next !== undefined && <a href={to(next)}>Older</a>}
		</nav>
	);
}
