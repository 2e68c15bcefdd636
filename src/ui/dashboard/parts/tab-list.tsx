import { useEffect, useRef } from "preact/hooks";

/** How much of the tab before the current one is to be seen. */
const SHOWN_BEFORE_PX = 32;

export interface TabListProps {
	readonly label: string;
	readonly tabs: readonly (readonly [id: string, label: string, count?: number])[];
	readonly current: string;
	readonly onPick: (id: string) => void;
	/** The id of each tab and its panel begin with it. */
	readonly prefix: string;
}

/** Tabs as the ARIA pattern has them: arrows move between them, and only the current one is a stop of the Tab key. */
export function TabList({ label, tabs, current, onPick, prefix }: TabListProps) {
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const tab = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
		// Sideways only: the page stays where it is.
		if (tab != null)
			list.current?.scrollTo({ left: tab.offsetLeft - list.current.offsetLeft - SHOWN_BEFORE_PX });
	}, [current]);
	const move = (event: KeyboardEvent) => {
		const index = tabs.findIndex(([id]) => id === current);
		const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
		const picked = next === undefined ? undefined : tabs.at(next % tabs.length);
		if (picked === undefined) return;
		event.preventDefault();
		onPick(picked[0]);
		list.current?.querySelector<HTMLElement>(`#${prefix}-tab-${picked[0]}`)?.focus();
	};
	return (
		<div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
			{tabs.map(([id, name, count]) => (
				<button
					key={id}
					type="button"
					role="tab"
					id={`${prefix}-tab-${id}`}
					aria-selected={id === current}
					aria-controls={`${prefix}-panel`}
					tabIndex={id === current ? 0 : -1}
					onClick={() => onPick(id)}
				>
					{name}
					{count !== undefined && count > 0 && <span class="count">{count}</span>}
				</button>
			))}
		</div>
	);
}
